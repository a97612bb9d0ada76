-- A product is called in both languages; `name` stands where a language has no name of its own.
alter table product add column name_ru text;
alter table product add column name_en text;
