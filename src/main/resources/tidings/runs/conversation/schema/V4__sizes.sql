-- What is stored, in bytes, so that limits need not read it. What is there already counts in characters.
alter table definitions add column bytes integer default 0 not null;
update definitions set bytes = char_length(definition);

alter table rounds add column bytes bigint default 0 not null;
update rounds set bytes = 256 + coalesce(char_length(detail), 0) + coalesce(
  (select sum(256 + char_length(m.body)) from messages m
    where m.conversation = rounds.conversation and m.round = rounds.number), 0);

alter table conversations add column bytes bigint default 0 not null;
update conversations set bytes = coalesce(
  (select sum(r.bytes) from rounds r where r.conversation = conversations.id), 0);

-- One row for each user who has stored something: who stores more locks it, so that limits hold for
-- requests that come at once, on whichever node.
create table owners (
  name varchar(512) primary key
);
