-- A row's lane is computed from the partition key that the log gives its event (protocol, section
-- 2), however the row says it: a list of users is the same in any order, an event of the column event
-- may be an array of one, and its names may be aliases. Rows of one key that were in two lanes could
-- come in either order.

create function tidings_outbox_lane(
  user_name text, session_id text, topic text, type text, event json
) returns smallint
  language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
declare
  one   json;
  plain boolean;
begin
  if event is not null then -- and nothing else counts
    one := case when json_typeof(event) = 'array' then event -> 0 else event end;
    plain := one ->> 'specversion' is null; -- in a CloudEvent every name is its own
    user_name := coalesce(one ->> 'user', case when plain then one ->> 'user_id' end);
    session_id := coalesce(one ->> 'session', case when plain then one ->> 'session_id' end);
    topic := one ->> 'topic';
    type := coalesce(
      one ->> 'type', case when plain then coalesce(one ->> 'event', one ->> 'event_type') end);
  end if;
  if strpos(user_name, ',') > 0 then
    select string_agg(name, ',' order by name collate "C") into user_name
    from (select distinct btrim(part) as name
          from unnest(string_to_array(user_name, ',')) as part) names;
  end if;
  return (hashtext(coalesce(
    nullif(btrim(user_name), ''), nullif(session_id, ''), nullif(topic, ''), type, '')) & 15)
    ::smallint;
end $$;

-- Who inserts a row computes its lane.
grant execute on function tidings_outbox_lane(text, text, text, text, json) to public;

-- Rows that wait get their lanes anew. Nobody reads or writes the table meanwhile.
alter table tidings_outbox drop column lane;
alter table tidings_outbox add column lane smallint not null generated always as
  (tidings_outbox_lane(user_name, session_id, topic, type, event)) stored;
create index tidings_outbox_waiting on tidings_outbox (lane, id) where done_at is null;
