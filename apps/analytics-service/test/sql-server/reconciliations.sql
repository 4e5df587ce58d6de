-- take
update "reconciliation_rounds" set "holder" = @1, "leased_until" = @2 where "id" = @3 and (holder = @4 or leased_until < @5);
select "rounds" from "reconciliation_rounds" where "id" = @1;

-- keep
update "reconciliation_rounds" set "rounds" = @1, "leased_until" = @2 where "id" = @3 and "holder" = @4;

-- record
update "reconciliation_rounds" set "rounds" = @1, "leased_until" = @2 where "id" = @3 and "holder" = @4;
delete from "reconciliations";
insert into "reconciliations" ("at", "outcome") values (@1, @2);

-- giveBack
update "reconciliation_rounds" set "leased_until" = @1 where "id" = @2 and "holder" = @3;

-- last
select * from "reconciliations" order by "at" desc;

-- rowsBehind
select "rounds" from "reconciliation_rounds" where "id" = @1;
