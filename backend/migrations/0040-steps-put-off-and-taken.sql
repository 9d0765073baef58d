-- A step that was put off and taken later keeps until when it was put off.
alter table next_steps drop constraint next_steps_check1;
alter table next_steps add constraint next_steps_later
  check (case answer when 'later' then later_until is not null when 'taken' then true else later_until is null end);
