-- Who wrote a row is a part of its event's identity, and tells a change of a watched table from a row
-- that only says it is one. A trigger sets both: whatever a writer puts there does not count.
alter table tidings_outbox add column publisher text;
alter table tidings_outbox add column watched boolean not null default false;

-- Rows that wait were written when nothing else was known of them.
update tidings_outbox set watched = true
where done_at is null and type in ('row.inserted', 'row.updated', 'row.deleted');

-- It runs with the rights of the role that writes the row, which is the owner of tidings_row_changed
-- inside of that function (security definer), one trigger deep, and nowhere else unless Tidings and the
-- application share a role.
create function tidings_outbox_publisher() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  new.publisher := current_user;
  new.watched := false;
  if new.type like 'row.%' and pg_trigger_depth() > 1 then
    new.watched := exists (
      select from pg_proc
      where oid = '"${flyway:defaultSchema}".tidings_row_changed()'::regprocedure
        and pg_get_userbyid(proowner) = current_user);
  end if;
  -- The user of a watched row is one. Where a comma or a bracket makes a list of the name it is an array
  -- of one already; white space at an end would be cut off.
  if new.watched and left(new.user_name, 1) <> '[' then
    new.user_name := jsonb_build_array(new.user_name)::text;
  end if;
  return new;
end $$;

create trigger tidings_outbox_publisher
  before insert or update of event_id, type, data, source, subject, user_name, session_id, groups,
    topic, priority, conflate, expires, event, publisher, watched on tidings_outbox
  for each row execute function tidings_outbox_publisher();
