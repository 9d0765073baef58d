import type { StandingTexts } from './standing-texts.ts';

export const DE_STANDING: StandingTexts = {
  fit: points => `Passung ${points}`,
  engagement: (points, isAssumed) =>
    `Engagement ${points}${isAssumed ? '; was Aktivitäten wert sind, ist angenommen, nicht an Ihren Leads gemessen' : ''}`,
  risen: points => `▲ ${points} in 7 Tagen`,
  fallen: points => `▼ ${points} in 7 Tagen`,
  unchanged: 'In 7 Tagen unverändert',
  history: (from, to, since) =>
    from === to
      ? `Seit ${since} bewegt und wieder bei ${to}`
      : `Seit ${since} von ${from} auf ${to} ${to > from ? 'gestiegen' : 'gefallen'}`,
  changes: (since, parts) => `Seit ${since}: ${parts.join(', ')}`,
  parts: {
    decay: points => `${points} vergangene Zeit`,
    events: points => `${points} Aktivitäten des Leads`,
    fields: points => `${points} geänderte Felder`,
    model: points => `${points} Modell neu gelernt`,
    override: points => `${points} Festlegung`,
  },
  cooling: (scorePoints, day) => `Etwa ${scorePoints} bis ${day}, wenn nichts weiter geschieht`,
  override: (band, until, scorePoints) =>
    `Von einer Person bis ${until} auf ${band} gesetzt. Modell: ${scorePoints}`,
  reason: words => `Begründung: „${words}“`,
};
