-- The client records that name an address, in every studio: for whoever has proven that the address is theirs.
-- It runs with the rights of the owner, who sees every studio: a second policy on the table would hide from the
-- planner whose clients are meant, in each statement that reads clients. Nothing but ids is given away.
CREATE OR REPLACE FUNCTION client_records(p_email text) RETURNS TABLE (organization_id uuid, client_id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT c.organization_id, c.id FROM organizations_client c WHERE c.email = p_email AND c.email <> '' ORDER BY c.id $$;
