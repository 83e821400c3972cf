-- The client records that name an address, studio by studio: each look obeys row-level security, as every other does.
-- Runs once for each address that somebody proves to be theirs. Ends in the studio it began in.
CREATE OR REPLACE FUNCTION client_records(p_email text) RETURNS TABLE (organization_id uuid, client_id uuid) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  v_before text := coalesce(current_setting('fitflow.organization', true), '');
  v_studio uuid;
BEGIN
  FOR v_studio IN SELECT o.id FROM organizations_organization o ORDER BY o.id LOOP
    PERFORM set_config('fitflow.organization', v_studio::text, true);
    RETURN QUERY SELECT c.organization_id, c.id FROM organizations_client c
      WHERE c.organization_id = v_studio AND c.email = p_email AND c.email <> '';
  END LOOP;
  PERFORM set_config('fitflow.organization', v_before, true);
END $$;
