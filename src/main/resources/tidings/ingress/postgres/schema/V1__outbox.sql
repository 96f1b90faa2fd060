-- What applications write in their own transactions, and Tidings takes out: a row is an event, its
-- attributes one a column, or a whole CloudEvent in the column event. PostgreSQL 13 or later.
create table tidings_outbox (
  id         bigint generated always as identity primary key,
  -- The event's id. Not the row's: after a restore the sequence gives out the same ids again, for
  -- other events, and they would be taken for duplicates.
  event_id   text default gen_random_uuid()::text,
  type       text,
  -- Not jsonb: what was written is passed on as it was written.
  data       json,
  source     text,
  subject    text,
  user_name  text,
  session_id text,
  groups     text,
  topic      text,
  priority   text,
  conflate   text,
  expires    timestamptz,
  event      json,
  created_at timestamptz not null default now(),
  -- Set when it was taken, if it is kept for a while after that.
  done_at    timestamptz,
  -- Rows of one partition key (protocol, section 2: user, else session, else topic, else type) are
  -- in one lane, and a lane is read by one node at a time.
  lane       smallint not null generated always as (
    (hashtext(coalesce(
      nullif(user_name, ''), nullif(session_id, ''), nullif(topic, ''), type,
      event ->> 'user', event ->> 'session', event ->> 'topic', event ->> 'type', '')) & 15)::smallint
  ) stored,
  constraint tidings_outbox_has_either_type_or_event check (num_nonnulls(type, event) = 1),
  constraint tidings_outbox_row_is_at_most_512_kib check (
    coalesce(octet_length(data::text), 0) + coalesce(octet_length(event::text), 0)
    + coalesce(octet_length(event_id), 0) + coalesce(octet_length(type), 0)
    + coalesce(octet_length(source), 0) + coalesce(octet_length(subject), 0)
    + coalesce(octet_length(user_name), 0) + coalesce(octet_length(session_id), 0)
    + coalesce(octet_length(groups), 0) + coalesce(octet_length(topic), 0)
    + coalesce(octet_length(priority), 0) + coalesce(octet_length(conflate), 0) <= 524288)
) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 5000);

create index tidings_outbox_waiting on tidings_outbox (lane, id) where done_at is null;
create index tidings_outbox_done on tidings_outbox (done_at) where done_at is not null;

create table tidings_outbox_lanes (lane smallint primary key);
insert into tidings_outbox_lanes select generate_series(0, 15);

-- Tells the nodes, when the transaction commits, that there is something; once for a transaction.
create function tidings_outbox_ring() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  perform pg_notify('tidings_outbox', '');
  return null;
end $$;

create trigger tidings_outbox_ring after insert on tidings_outbox
  for each statement execute function tidings_outbox_ring();
