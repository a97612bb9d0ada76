insert into brand (program_id, accent, accent_dark, logo, logo_media, logo_hash, version, changed_at)
values (x'01920000000070008000000000000001', '#9d174d', '#f9a8d4', x'89504e47', 'image/png', '00', 2, 1);
