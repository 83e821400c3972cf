-- Removes logins that somebody began a day ago and never proved: no address is proved, and nothing in any studio is
-- theirs. The application's role may not remove logins, so this runs with the rights of the owner, who sees every
-- studio, and never removes one that is younger than a day, whatever it is asked. Says how many.
CREATE OR REPLACE FUNCTION forget_unproven(p_before timestamptz, p_most int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE v_ids uuid[];
BEGIN
  SELECT coalesce(array_agg(found.id), '{}') INTO v_ids FROM (
    SELECT u.id FROM accounts_user u
    WHERE u.created_at < least(p_before, clock_timestamp() - interval '1 day') AND NOT u.is_demo
      AND NOT EXISTS (SELECT FROM account_emailaddress a WHERE a.user_id = u.id AND a.verified)
      AND NOT EXISTS (SELECT FROM organizations_studiorole r WHERE r.user_id = u.id)
      AND NOT EXISTS (SELECT FROM organizations_separation s WHERE s.user_id = u.id)
    ORDER BY u.created_at LIMIT p_most FOR UPDATE OF u SKIP LOCKED) found;
  DELETE FROM account_emailconfirmation c USING account_emailaddress a
    WHERE c.email_address_id = a.id AND a.user_id = ANY(v_ids);
  DELETE FROM account_emailaddress WHERE user_id = ANY(v_ids);
  DELETE FROM mfa_authenticator WHERE user_id = ANY(v_ids);
  DELETE FROM usersessions_usersession WHERE user_id = ANY(v_ids);
  DELETE FROM accounts_refreshtoken WHERE user_id = ANY(v_ids);
  DELETE FROM accounts_accountevent WHERE user_id = ANY(v_ids);
  DELETE FROM accounts_user WHERE id = ANY(v_ids);
  RETURN cardinality(v_ids);
END $$;
