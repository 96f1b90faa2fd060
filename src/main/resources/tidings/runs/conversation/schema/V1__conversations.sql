-- One script for H2 and PostgreSQL. Text that is JSON is parsed by the application alone.
create table conversations (
  id                varchar(40)  primary key,
  owner             varchar(512) not null,
  kind              varchar(10)  not null,
  status            varchar(10)  not null,
  title             varchar(200) not null,
  search_title      varchar(400) not null,
  tags              varchar(400) not null,
  rounds            integer      not null,
  prompt_tokens     bigint       not null,
  completion_tokens bigint       not null,
  total_tokens      bigint       not null,
  created           timestamp(6) with time zone not null,
  updated           timestamp(6) with time zone not null
);
create index conversations_of_owner on conversations (owner, updated, id);

create table rounds (
  conversation      varchar(40)  not null references conversations (id),
  number            integer      not null,
  run_id            varchar(100) not null,
  node              varchar(255) not null,
  state             varchar(10)  not null,
  prompt_tokens     bigint       not null,
  completion_tokens bigint       not null,
  total_tokens      bigint       not null,
  detail            text,
  started           timestamp(6) with time zone not null,
  ended             timestamp(6) with time zone,
  primary key (conversation, number)
);
create index rounds_of_node on rounds (node, state);

-- A message a row: while a run streams only the last one is written again.
create table messages (
  conversation varchar(40) not null,
  round        integer     not null,
  position     integer     not null,
  body         text        not null,
  search_text  text        not null,
  primary key (conversation, round, position),
  foreign key (conversation, round) references rounds (conversation, number)
);

create table graphs (
  owner      varchar(512) not null,
  name       varchar(200) not null,
  definition text         not null,
  created    timestamp(6) with time zone not null,
  updated    timestamp(6) with time zone not null,
  primary key (owner, name)
);
