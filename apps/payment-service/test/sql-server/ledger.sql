-- nextBatch
select "batch" from "ledger_entries" where "archived_at" is null and "batch" is not null order by "batch" offset @1 rows fetch next @2 rows only;
select "id" from "ledger_entries" as "ledger_entries" with (updlock, rowlock) where "archived_at" is null and "batch" is null order by "id" offset @1 rows fetch next @2 rows only;
update "ledger_entries" set "batch" = @1 where "id" in (@2);
select * from "ledger_entries" where "archived_at" is null and "batch" = @1 order by "id";

-- markArchived
update "ledger_entries" set "archived_at" = @1 where "archived_at" is null and "batch" = @2;
