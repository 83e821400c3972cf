-- The client records that name an address, in every studio: for whoever has proven that the address is theirs.
-- The policy `own_address` shows them while the setting stands, for reading alone; it falls with this call.
CREATE OR REPLACE FUNCTION client_records(p_email text) RETURNS TABLE (organization_id uuid, client_id uuid) LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
  PERFORM set_config('fitflow.address', p_email, true);
  RETURN QUERY SELECT c.organization_id, c.id FROM organizations_client c WHERE c.email = p_email AND c.email <> '' ORDER BY c.id;
  PERFORM set_config('fitflow.address', '', true);
END $$;
