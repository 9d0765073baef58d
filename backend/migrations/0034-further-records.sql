-- From where to look for further records that show a lead and have no score yet, such as HubSpot's Lead records; null before the first look.
alter table connections add column further_cursor text;
