-- What is revoked, on a node whose log is in memory.
create table revocations (
  name       varchar(1100) not null primary key,
  expiration varchar(64)   not null
);
