import type { Migration } from '../migrate.ts';

/**
 * Lists that are read again and again mostly say what they said before. What they say again is not written again: a document, and what a host was
 * seen as, name the list that keeps saying it, and are as new as the last reading of that list.
 */
export const lists: Migration = {
  name: '0002-lists',
  statements: [
    // Counted up by every reading that succeeded: whoever remembers an earlier one does not know what is stored now.
    'ALTER TABLE reading ADD COLUMN version integer NOT NULL DEFAULT 0',
    'ALTER TABLE fact_document ADD COLUMN list text COLLATE "C"',
    'ALTER TABLE host ADD COLUMN list text COLLATE "C"',
  ],
};
