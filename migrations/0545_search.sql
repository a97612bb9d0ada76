-- What is found by words. Derived from the log: it may be emptied, with the cursor of `search`, and fills itself again.
create table search_term (
    program_id blob not null,
    -- Who finds it: the program for the vendor, a partner for its people.
    scope blob not null,
    kind text not null,
    term blob not null,
    subject_id blob not null,
    primary key (program_id, scope, kind, term, subject_id)
) without rowid;

-- Which terms a subject has, to take away those that it has no more.
create table search_entry (
    program_id blob not null,
    kind text not null,
    subject_id blob not null,
    scope blob not null,
    terms text not null,
    primary key (program_id, kind, subject_id, scope)
) without rowid;
