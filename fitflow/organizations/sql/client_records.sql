-- The client records that wait for a login: they name an address that it has proven, nobody has joined with them, and
-- nothing stands between the two. Studios propose, the person answers.
-- It runs with the rights of the owner, who sees every studio: a second policy on the table would hide from the
-- planner whose clients are meant, in each statement that reads clients. It gives what the question on the page names.
CREATE OR REPLACE FUNCTION waiting_records(p_user uuid) RETURNS TABLE (organization_id uuid, slug text, studio text,
    client_id uuid, email text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT o.id, o.slug, o.name, c.id, c.email
  FROM account_emailaddress a JOIN organizations_client c ON c.email = a.email
    JOIN organizations_organization o ON o.id = c.organization_id
  WHERE a.user_id = p_user AND a.verified AND c.email <> '' AND c.archived_at IS NULL
    AND NOT EXISTS (SELECT FROM organizations_studiorole r WHERE r.client_id = c.id)
    AND NOT EXISTS (SELECT FROM organizations_studiorole r WHERE r.user_id = p_user
      AND r.organization_id = c.organization_id AND r.role = 'client')
    AND NOT EXISTS (SELECT FROM organizations_separation s WHERE s.client_id = c.id AND s.user_id = p_user)
  ORDER BY c.created_at, c.id LIMIT 20 $$;
