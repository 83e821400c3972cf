CREATE OR REPLACE FUNCTION tenant_address() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('fitflow.address', true), '');

CREATE POLICY own_address ON organizations_client FOR SELECT USING (email = (SELECT tenant_address()));
