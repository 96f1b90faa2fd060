-- tidings_watch once more: what an event may hold is known to the trigger, a user with a comma is not
-- several, and the key is what the primary key is of, without what it only includes.

-- The largest data of an event, in bytes, as the node that started last has it configured
-- (tidings.limits.event-bytes): a change that is larger is told without its values.
create table tidings_outbox_limits (data_bytes int not null);
insert into tidings_outbox_limits values (65536);

create or replace function tidings_row_changed() returns trigger
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
  most    int;
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
    select least(min(data_bytes), 500000 - coalesce(octet_length("user"), 0)) into most
    from "${flyway:defaultSchema}".tidings_outbox_limits;
    if octet_length(told::text) > most then
      told := told - 'old' - 'new' - 'changed' || jsonb_build_object('omitted', 'too large');
    end if;
  exception when others then
    told := told || jsonb_build_object('omitted', sqlerrm);
  end;
  -- The user is one: a value with a comma is nobody, and not the several whom it would name. As a
  -- list with an empty name the row becomes a dead letter, which says so.
  if strpos("user", ',') > 0 then
    "user" := ',' || "user";
  end if;
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

create or replace function tidings_watch(
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
  join pg_attribute a on a.attrelid = i.indrelid
    and a.attnum = any ((i.indkey::int2[])[0:i.indnkeyatts - 1]) -- behind them is what it includes
  where i.indrelid = watched and i.indisprimary;

  perform "${flyway:defaultSchema}".tidings_unwatch(watched);
  execute format(
    'create trigger tidings_watch after %s on %s for each row '
    'execute function "${flyway:defaultSchema}".tidings_row_changed(%L)',
    array_to_string(events, ' or '), watched, what);
end $$;


-- Triggers that tell more than the key are made anew, by whoever may: the role that brings the schema
-- up to date need not own the tables.
do $$
declare
  watch   record;
  chosen  text[];
  events  text[];
begin
  for watch in
    select t.tgrelid::regclass as watched, t.tgtype,
      convert_from(substring(t.tgargs for octet_length(t.tgargs) - 1),
        getdatabaseencoding())::jsonb as what
    from pg_trigger t
    join pg_index i on i.indrelid = t.tgrelid and i.indisprimary and i.indnatts > i.indnkeyatts
    where t.tgfoid = 'tidings_row_changed()'::regprocedure and t.tgparentid = 0
  loop
    -- The columns that were chosen: behind them the key's were put.
    chosen := null;
    if watch.what -> 'columns' <> 'null' then
      select array_agg(name order by place) into chosen
      from jsonb_array_elements_text(watch.what -> 'columns') with ordinality as columns (name, place)
      where place <= jsonb_array_length(watch.what -> 'columns')
        - jsonb_array_length(watch.what -> 'key');
    end if;
    select array_agg(event) into events
    from (values (4, 'insert'), (8, 'delete'), (16, 'update')) as bits (bit, event)
    where watch.tgtype::int & bit > 0;
    begin
      perform tidings_watch(watch.watched, chosen, events, watch.what ->> 'user_column',
        watch.what ->> 'topic_column', watch.what ->> 'topic');
    exception when others then -- a table that cannot be watched again keeps nobody from starting
      raise warning 'tidings_watch: % tells columns that its primary key only includes, until its '
        'owner watches it again: %', watch.watched, sqlerrm;
    end;
  end loop;
end $$;
