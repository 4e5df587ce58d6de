-- sweep
select count(*) as "backlog", min("created_at") as "oldest", min("claimed_until") as "next" from "outbox" where "parked_reason" is null;
with claimed as ( select top (@1) * from "outbox" with (updlock, rowlock, readpast, readcommittedlock) where parked_reason is null and claimed_until <= @2 order by "claimed_until" ) update claimed set "claimed_until" = @3 output inserted.*;

-- remove
delete from "outbox" where "event_id" in (@1, @2);

-- release
update "outbox" set "claimed_until" = @1 where "event_id" in (@2, @3);

-- defer
update "outbox" set "attempts" = @1, "claimed_until" = @2 where "event_id" = @3;

-- park
update "outbox" set "attempts" = @1, "parked_reason" = @2 where "event_id" = @3;

-- measure
select count(*) as "backlog", min("created_at") as "oldest", min("claimed_until") as "next" from "outbox" where "parked_reason" is null;

-- lag

-- parked
select count(*) as "parked" from "outbox" where "parked_reason" is not null;

-- since
select min("created_at") as "oldest" from "outbox" where "parked_reason" is null;
