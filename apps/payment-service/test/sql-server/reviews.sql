-- measure
select count(*) as "payments", min("updated_at") as "since" from "payments" where "status" = @1;
