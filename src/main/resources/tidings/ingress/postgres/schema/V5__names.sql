-- A user may have any name: several are a JSON array, in which a comma is part of a name. And what
-- cannot be made jsonb (json with \u0000, or with half of a surrogate pair) reaches its user, and
-- makes no insert fail.

create or replace function tidings_outbox_lane(
  user_name text, session_id text, topic text, type text, event json
) returns smallint
  language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
declare
  one   json;
  plain boolean;
  names text;
begin
  if event is not null then -- and nothing else counts
    begin
      one := case when json_typeof(event) = 'array' then event -> 0 else event end;
      plain := one ->> 'specversion' is null; -- in a CloudEvent every name is its own
      user_name := coalesce(one ->> 'user', case when plain then one ->> 'user_id' end);
      session_id := coalesce(one ->> 'session', case when plain then one ->> 'session_id' end);
      topic := one ->> 'topic';
      type := coalesce(
        one ->> 'type', case when plain then coalesce(one ->> 'event', one ->> 'event_type') end);
    exception when others then -- json that no text can be made of, such as \u0000
      return (hashtext('') & 15)::smallint;
    end;
  end if;
  if left(btrim(user_name), 1) = '[' then
    begin
      select string_agg(name, ',' order by name collate "C") into names
      from (select distinct jsonb_array_elements_text(user_name::jsonb) as name) one;
    exception when others then -- a name that only looks like an array
      names := null;
    end;
  end if;
  if names is not null then
    user_name := names;
  elsif strpos(user_name, ',') > 0 then
    select string_agg(name, ',' order by name collate "C") into user_name
    from (select distinct btrim(part) as name
          from unnest(string_to_array(user_name, ',')) as part) names;
  end if;
  return (hashtext(coalesce(
    nullif(btrim(user_name), ''), nullif(session_id, ''), nullif(topic, ''), type, '')) & 15)
    ::smallint;
end $$;

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
  query   text;
  a_name  text;
  a_value jsonb;
  failed  boolean := false;
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
    failed := true;
  end;
  if failed then
    -- A value of the row has no jsonb, such as json with \u0000. The columns that say whose the
    -- change is, and of which row, are read one by one.
    begin
      "user" := null;
      topic := watched ->> 'topic';
      the_key := null;
      if watched ->> 'user_column' is not null then
        query := format('select nullif(($1).%I::text, $2)', watched ->> 'user_column');
        if tg_op = 'DELETE' then
          execute query into "user" using old, '';
        else
          execute query into "user" using new, '';
        end if;
      end if;
      if watched ->> 'topic_column' is not null then
        query := format('select coalesce(nullif(($1).%I::text, $2), $3)', watched ->> 'topic_column');
        if tg_op = 'DELETE' then
          execute query into topic using old, '', topic;
        else
          execute query into topic using new, '', topic;
        end if;
      end if;
      for a_name in select jsonb_array_elements_text(watched -> 'key') loop
        query := format('select to_jsonb(($1).%I)', a_name);
        if tg_op = 'INSERT' then
          execute query into a_value using new;
        else
          execute query into a_value using old;
        end if;
        the_key := coalesce(the_key, '{}') || jsonb_build_object(a_name, a_value);
      end loop;
      told := told || jsonb_strip_nulls(jsonb_build_object('key', the_key));
    exception when others then
      told := told || jsonb_build_object('omitted', sqlerrm);
    end;
  end if;
  if "user" is null and topic is null then
    topic := watched ->> 'default_topic';
  end if;
  "user" := left("user", 2000);
  -- The user is one, whatever is in the name: where a text would be a list, it is an array of one.
  if strpos("user", ',') > 0 or left(btrim("user"), 1) = '[' then
    "user" := jsonb_build_array("user")::text;
  end if;
  insert into "${flyway:defaultSchema}".tidings_outbox (type, data, user_name, topic)
  values (
    case tg_op when 'INSERT' then 'row.inserted' when 'UPDATE' then 'row.updated'
      else 'row.deleted' end,
    told, "user", left(topic, 2000));
  return null;
end $$;
