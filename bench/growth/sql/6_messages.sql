-- Three of the messages of a booking: the mail with its letter, and a notification for the client and for the trainer.
INSERT INTO notify_message (id, organization_id, channel, template, user_id, client_id, staff_id, address, subject,
  text, html, url, attachments, about_id, dedupe_key, state, why, created_at, send_after, sent_at, read_at, attempts)
SELECT pg_temp.made_id(m.confirmed_at + interval '1 second', e.kind, m.serial), m.organization_id, e.channel,
  e.template, e.user_id, e.client_id, e.staff_id, e.address, e.subject, e.text, e.html, e.url, '[]', m.booking_id,
  e.said || m.booking_id, 'sent', '', m.confirmed_at, m.confirmed_at, m.confirmed_at + interval '1 second',
  CASE WHEN e.channel = 'in_app' AND m.serial %% 6 <> 0 THEN m.confirmed_at + interval '2 hours' END, 1
FROM made m JOIN studio s ON s.number = m.studio
JOIN colleague c ON (c.studio, c.number) = (m.studio, m.trainer + 2), LATERAL (VALUES
  (40, 'email', 'booking/confirmed', m.user_id, m.client_id, NULL::uuid, m.email, 'Booked: Class, Tue 1 Dec 06:30',
    %(text)s || m.booking_id, replace(%(html)s, 'NAME', m.name || ' ' || m.booking_id),
    '/s/' || s.slug || '/me/bookings/' || m.booking_id, 'confirmed:'),
  (41, 'in_app', 'booking/confirmed', m.user_id, m.client_id, NULL, '', 'Booked: Class, Tue 1 Dec 06:30',
    'Your place is booked. See you there.', '', '/s/' || s.slug || '/me/bookings/' || m.booking_id, 'confirmed:'),
  (42, 'in_app', 'booking/new_for_trainer', c.user_id, NULL, c.staff_id, '', m.name || ' booked Class, Tue 1 Dec 06:30',
    '30 of 40 places are taken.', '', '/s/' || s.slug || '/desk/sessions/' || m.session_id, 'new:')
) e (kind, channel, template, user_id, client_id, staff_id, address, subject, text, html, url, said);
