-- Tokens of models that a user or a group has used on a day (UTC, ISO 8601).
create table token_usage (
  used_on varchar(10)  not null,
  account varchar(540) not null,
  tokens  bigint       not null,
  primary key (account, used_on)
);
