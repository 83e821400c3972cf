\set i :i + 1
\set c :client_id * 1200 + :i
\set s random(:lo, :hi)
SELECT status FROM hold_by_key(n(5, :c), 1, 'bench', 'k' || :c, '\x01', n(3, :s), NULL, NULL);
