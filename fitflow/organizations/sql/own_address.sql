-- The address that somebody has proven to be theirs; the policy own_address shows the client records that name it.
CREATE OR REPLACE FUNCTION tenant_address() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('fitflow.address', true), '');
