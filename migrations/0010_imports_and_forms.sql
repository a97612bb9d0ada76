-- Imports: files of leads and partners, page by page; what became of each row. Public forms and consents.

create table import (
    program_id blob not null,
    id blob not null,
    kind text not null check (kind in ('leads', 'partners')),
    file_name text not null,
    -- SHA-256 of the file: the same file again is recognised.
    file_hash blob not null,
    format text not null,
    encoding text,
    delimiter text,
    -- Where the leads of it came from.
    source text not null,
    state text not null check (state in ('reading', 'read', 'checked', 'committing', 'done', 'cancelled', 'undoing', 'undone')),
    -- JSON: names of columns, and which of them fills which field.
    headers text not null,
    mapping text not null,
    rows bigint not null,
    -- Of the preview; null before it.
    new_rows bigint,
    duplicate_rows bigint,
    broken_rows bigint,
    -- Rows behind the commit or the undo that goes on.
    done bigint not null,
    added bigint not null,
    repeated bigint not null,
    failed bigint not null,
    removed bigint not null,
    kept bigint not null,
    actor_kind text not null,
    actor_id blob,
    created_at bigint not null,
    finished_at bigint,
    version bigint not null,
    primary key (program_id, id)
) without rowid;
create index import_by_age on import (program_id, created_at, id);
create index import_by_hash on import (program_id, kind, file_hash);

-- Rows of a file, 25 together; erased when nobody needs them any more.
create table import_page (
    program_id blob not null,
    import_id blob not null,
    -- The place of its first row among all rows, from 0.
    first_row bigint not null,
    body text not null,
    -- JSON: what is wrong with its rows; null if nothing is.
    faults text,
    primary key (program_id, import_id, first_row),
    foreign key (program_id, import_id) references import (program_id, id)
) without rowid;

-- What a row became.
create table import_outcome (
    program_id blob not null,
    import_id blob not null,
    line bigint not null,
    -- The lead or the partner.
    subject_id blob not null,
    outcome text not null check (outcome in ('added', 'repeated', 'removed', 'kept')),
    primary key (program_id, import_id, line),
    foreign key (program_id, import_id) references import (program_id, id)
) without rowid;
create index import_outcome_subject on import_outcome (program_id, subject_id);

-- Which columns filled which fields the last time, by source.
create table import_mapping (
    program_id blob not null,
    kind text not null,
    source text not null,
    mapping text not null,
    primary key (program_id, kind, source)
) without rowid;

-- Groups of partners with one owner, by the name under which they are known.
create table owner_group (
    program_id blob not null,
    id blob not null,
    name text not null,
    -- The name without case, quotes and legal forms.
    plain_name text not null,
    primary key (program_id, id),
    unique (program_id, plain_name)
) without rowid;

-- A public form, as it is now; each change is a version.
create table form (
    program_id blob not null,
    id blob not null,
    -- Unique over all programs: it is the address of the page.
    slug text not null unique,
    body text not null,
    open bigint not null,
    created_at bigint not null,
    version bigint not null,
    primary key (program_id, id)
) without rowid;

-- Every version of a form that anybody could have seen, with the texts that were agreed to.
create table form_version (
    program_id blob not null,
    form_id blob not null,
    version bigint not null,
    body text not null,
    at bigint not null,
    primary key (program_id, form_id, version),
    foreign key (program_id, form_id) references form (program_id, id)
) without rowid;

-- What a person agreed to: one row for each purpose and time.
create table lead_consent (
    program_id blob not null,
    lead_id blob not null,
    purpose text not null check (purpose in ('processing', 'transfer')),
    at bigint not null,
    given bigint not null,
    -- Version of the text, and the form with its version in which it stood.
    text_version text not null,
    form_id blob not null,
    form_version bigint not null,
    lang text not null,
    primary key (program_id, lead_id, purpose, at),
    foreign key (program_id, lead_id) references lead (program_id, id)
) without rowid;

-- Posts of public forms, for a day: where they came from and what they said, as salted hashes.
create table form_post (
    program_id blob not null,
    form_id blob not null,
    id blob not null,
    at bigint not null,
    address_hash blob not null,
    content_hash blob not null,
    lead_id blob not null,
    primary key (program_id, form_id, id),
    foreign key (program_id, form_id) references form (program_id, id)
) without rowid;
create index form_post_of_address on form_post (program_id, form_id, address_hash, at);
create index form_post_by_time on form_post (program_id, form_id, at);
