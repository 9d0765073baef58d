-- Engagement keeps from now on when a lead was active, from which returns after silence follow; what was folded before knows of no
-- such times, so it is folded again: when the lead acts next, or at night.
update engagement set signals_version = -1 where signals_version = 0;
