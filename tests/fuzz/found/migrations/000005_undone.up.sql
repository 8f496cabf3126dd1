ALTER TABLE tolled DROP COLUMN number;
ALTER SEQUENCE kept_n_seq RESTART;
DROP TRIGGER kept_text ON kept;
