/** Sees what becomes of scored leads. Nearly every update of a lead is none of its business, so it asks twice and leaves. */
trigger ScoredLeadTrigger on Lead(after update) {
    CrossingAnnouncement.announce(Trigger.oldMap, Trigger.new);
    ConvertedScores.carryOver(Trigger.oldMap, Trigger.new);
}
