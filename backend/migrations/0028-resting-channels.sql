-- A receiver that answers nobody is asked less and less often, so that what waits for others goes first. Null while it answers.
alter table alert_channels add column rests_until timestamptz;

-- What is due is looked for by channel, and apart from it the tasks that people asked for.
drop index deliveries_by_channel;
create index deliveries_by_channel on deliveries (tenant_id, channel_id, not_before)
  where delivered_at is null and dead_at is null;
drop index deliveries_due;
create index deliveries_due on deliveries (not_before)
  where delivered_at is null and dead_at is null and channel_id is null;
-- What a channel has delivered, the latest first.
create index deliveries_of_channel on deliveries (tenant_id, channel_id, delivered_at desc) where channel_id is not null;

-- Mail servers are channels, too.
alter table alert_channels drop constraint alert_channels_kind_check;
alter table alert_channels add constraint alert_channels_kind_check check (kind in ('crm_task', 'slack', 'webhook', 'email'));
alter table deliveries drop constraint deliveries_kind_check;
alter table deliveries add constraint deliveries_kind_check check (kind in ('crm_task', 'slack', 'webhook', 'email'));
