-- tidings_watch('orders') makes each inserted, updated and deleted row of a table an event, by a
-- trigger, in the transaction that changes it. All that is known of a watched table is in the
-- trigger's own argument: nothing else is left when it goes.

-- The event of one row. It runs with the rights of who made the outbox, so that who may write the
-- table needs no rights there; so nobody else may use it in a trigger until it is granted.
create function tidings_row_changed() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  watched constant jsonb := tg_argv[0]::jsonb;
  was     jsonb;
  is_now  jsonb;
  row_was jsonb;
  row_is  jsonb;
  told    jsonb := jsonb_build_object('schema', watched -> 'schema', 'table', watched -> 'table');
  the_key jsonb;
  "user"  text;
  topic   text;
begin
  -- What cannot be told must not undo what the application does.
  begin
    if tg_op <> 'INSERT' then
      row_was := to_jsonb(old);
    end if;
    if tg_op <> 'DELETE' then
      row_is := to_jsonb(new);
    end if;
    if watched -> 'columns' = 'null' then
      was := row_was;
      is_now := row_is;
    else
      select jsonb_object_agg(key, value) into was
      from jsonb_each(row_was) where watched -> 'columns' ? key;
      select jsonb_object_agg(key, value) into is_now
      from jsonb_each(row_is) where watched -> 'columns' ? key;
    end if;
    if tg_op = 'UPDATE' then
      select jsonb_object_agg(o.key, o.value), jsonb_object_agg(n.key, n.value) into was, is_now
      from jsonb_each(was) o join jsonb_each(is_now) n on o.key = n.key
      where o.value is distinct from n.value;
      if is_now is null then
        return null;
      end if;
    end if;
    select jsonb_object_agg(key, value) into the_key
    from jsonb_each(coalesce(row_was, row_is)) where watched -> 'key' ? key;
    "user" := nullif(coalesce(row_is, row_was) ->> (watched ->> 'user_column'), '');
    topic := coalesce(
      nullif(coalesce(row_is, row_was) ->> (watched ->> 'topic_column'), ''), watched ->> 'topic');
    told := told || jsonb_strip_nulls(jsonb_build_object('key', the_key)) || case tg_op
      when 'INSERT' then jsonb_build_object('new', is_now)
      when 'UPDATE' then jsonb_build_object('old', was, 'changed', is_now)
      else jsonb_build_object('old', was) end;
    if octet_length(told::text) + coalesce(octet_length("user"), 0) > 500000 then
      told := told - 'old' - 'new' - 'changed' || jsonb_build_object('omitted', 'too large');
    end if;
  exception when others then
    told := told || jsonb_build_object('omitted', sqlerrm);
  end;
  if "user" is null and topic is null then
    topic := watched ->> 'default_topic';
  end if;
  insert into "${flyway:defaultSchema}".tidings_outbox (type, data, user_name, topic)
  values (
    case tg_op when 'INSERT' then 'row.inserted' when 'UPDATE' then 'row.updated'
      else 'row.deleted' end,
    told, left("user", 2000), left(topic, 2000));
  return null;
end $$;

revoke execute on function tidings_row_changed() from public;

-- The caller's own rights are used: he needs those to put a trigger on the table (and to replace
-- one, those of its owner), and is granted this function and the one above.
--
-- columns      what events tell, and the primary key; all, if null
-- events       which of insert, update and delete
-- user_column  whose value is the user whom a row's events are for
-- topic_column whose value is the topic of a row's events
-- topic        of rows without a value there
-- Rows with neither user nor topic have the topic tables/<schema>/<table>: never everybody.
create function tidings_watch(
  watched      regclass,
  columns      text[] default null,
  events       text[] default '{insert,update,delete}',
  user_column  text default null,
  topic_column text default null,
  topic        text default null
) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  schema_name   text;
  table_name    text;
  kind          "char";
  default_topic text;
  wrong         text;
  what          jsonb;
begin
  if watched is null then
    raise exception 'tidings_watch: the table is null' using errcode = 'null_value_not_allowed';
  end if;
  select n.nspname, c.relname, c.relkind into schema_name, table_name, kind
  from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = watched;
  if kind is null then
    raise exception 'tidings_watch: there is no table with the oid %', watched
      using errcode = 'undefined_table';
  end if;
  if kind not in ('r', 'p') then
    raise exception 'tidings_watch: % is not a table', watched using errcode = 'wrong_object_type';
  end if;
  if schema_name = '${flyway:defaultSchema}' and table_name like 'tidings\_outbox%' then
    raise exception 'tidings_watch: % is the outbox itself', watched
      using errcode = 'wrong_object_type';
  end if;

  select name into wrong
  from unnest(columns || user_column || topic_column) as name
  where name is not null and not exists (
    select from pg_attribute a
    where a.attrelid = watched and a.attname = name and a.attnum > 0 and not a.attisdropped)
  limit 1;
  if wrong is not null then
    raise exception 'tidings_watch: % has no column "%"', watched, wrong
      using errcode = 'undefined_column';
  end if;
  if columns = '{}' or array_position(columns, null) is not null then
    raise exception 'tidings_watch: columns must name at least one column, and no null'
      using errcode = 'invalid_parameter_value';
  end if;
  if events is null or events = '{}' or not events <@ '{insert,update,delete}'::text[] then
    raise exception 'tidings_watch: events must be some of insert, update and delete, not %', events
      using errcode = 'invalid_parameter_value';
  end if;
  default_topic := 'tables/' || schema_name || '/' || table_name;
  if topic is null and (schema_name || table_name) ~ '[*/[:cntrl:]]' then
    raise exception 'tidings_watch: the name of % makes no topic: name one', watched
      using errcode = 'invalid_parameter_value';
  end if;
  if topic !~ '^[^*/[:cntrl:]]+(/[^*/[:cntrl:]]+)*$' or length(topic) > 1024 then
    raise exception 'tidings_watch: "%" is no topic: segments between single /, without *', topic
      using errcode = 'invalid_parameter_value';
  end if;

  select jsonb_build_object(
    'schema', schema_name, 'table', table_name,
    'columns', to_jsonb(
      case when columns is not null then columns || array_agg(a.attname::text) end),
    'key', coalesce(jsonb_agg(a.attname), '[]'), 'user_column', user_column,
    'topic_column', topic_column, 'topic', topic, 'default_topic', coalesce(topic, default_topic))
  into what
  from pg_index i
  join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
  where i.indrelid = watched and i.indisprimary;

  perform "${flyway:defaultSchema}".tidings_unwatch(watched);
  execute format(
    'create trigger tidings_watch after %s on %s for each row '
    'execute function "${flyway:defaultSchema}".tidings_row_changed(%L)',
    array_to_string(events, ' or '), watched, what);
end $$;

-- Whether the table was watched. Needs its owner's rights.
create function tidings_unwatch(watched regclass) returns boolean
  language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (
    select from pg_trigger
    where tgrelid = watched and tgname = 'tidings_watch' and not tgisinternal) then
    return false;
  end if;
  execute format('drop trigger tidings_watch on %s', watched);
  return true;
end $$;

revoke execute on function tidings_watch(regclass, text[], text[], text, text, text) from public;
