-- Whether a client may book at all. The same as `models.py Client.may_book`.
CREATE OR REPLACE FUNCTION client_may_book(p_status text, p_archived_at timestamptz) RETURNS boolean
  LANGUAGE sql IMMUTABLE AS $$ SELECT p_archived_at IS NULL AND p_status IN ('lead', 'active') $$;
