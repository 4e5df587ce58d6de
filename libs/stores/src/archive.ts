export { Archiver, type ArchiveSource } from './archive/archiver.js';
export { noteErasure } from './archive/erasures.js';
export { createJournal, type JournalTables, journalAdd, startChainAnew } from './archive/journal.js';
export { ArchiveDamaged, type Archived, type ArchivedChange, findArchive, hasArchive } from './archive/read-archive.js';
export {
  createRestorations,
  type Restoration,
  type RestorationTables,
  restorationOf,
  unrestored,
} from './archive/restoration.js';
export { type RestoreCommand, restoreFromArchive } from './archive/restore-command.js';
