-- note
insert into "erased_people" ("pseudonym", "erased_at") values (@1, @2);

-- notificationsOf
select "id", "order_id" as "orderId", "template" from "notifications" where "user_id" = @1 order by "created_at", "id" offset @2 rows fetch next @3 rows only;

-- forget
update "notifications" set "user_id" = @1 where "id" in (@2, @3);
