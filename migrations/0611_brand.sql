-- How a program looks: the colours of its pages and letters, and its logo.

create table brand (
    program_id blob not null primary key references program (id),
    -- Of light and of dark pages, #rrggbb; both or none.
    accent text,
    accent_dark text,
    -- Checked and written anew before it was kept.
    logo blob,
    logo_media text,
    -- SHA-256 of the logo: its public address.
    logo_hash text,
    version bigint not null,
    changed_at bigint not null
) without rowid;
create index brand_logo on brand (logo_hash) where logo_hash is not null;
