-- Graphs, and beside them the tools of users.
create table definitions (
  owner      varchar(512) not null,
  kind       varchar(16)  not null,
  name       varchar(200) not null,
  definition text         not null,
  created    timestamp(6) with time zone not null,
  updated    timestamp(6) with time zone not null,
  primary key (owner, kind, name)
);

insert into definitions (owner, kind, name, definition, created, updated)
  select owner, 'GRAPH', name, definition, created, updated from graphs;

drop table graphs;
