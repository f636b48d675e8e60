import GRDB

/// The tables. The database itself refuses what must never happen: a changed generation, a rewritten
/// log or one with gaps, an event after the end. A migration that has been shipped is never edited; a
/// change is a new one after it.
///
/// A CHECK passes where it is NULL, hence `IS` where a JSON key may be missing.
enum Schema {
  /// "cat1", in the file's header: tells our databases from other programs'.
  static let applicationID = 0x6361_7431

  static let migrator: DatabaseMigrator = {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 banks and sittings") { db in
      try db.execute(sql: "PRAGMA application_id = \(applicationID)")
      try db.execute(sql: banks)
      try db.execute(sql: sittings)
    }
    migrator.registerMigration("2 what proctors do") { db in
      try db.execute(sql: proctoring)
    }
    migrator.registerMigration("3 how sittings stand") { db in
      try db.execute(sql: standing)
    }
    return migrator
  }()

  /// Times are milliseconds since 1970-01-01T00:00Z; hashes are SHA-256 in hexadecimal.
  private static let banks = """
    CREATE TABLE bank (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE
        CHECK (name <> '' AND instr(name, '/') = 0 AND substr(name, 1, 1) <> '.')
    ) STRICT;

    CREATE TABLE generation (
      id INTEGER PRIMARY KEY,
      bank INTEGER NOT NULL REFERENCES bank,
      number INTEGER NOT NULL CHECK (number >= 1),
      content_hash TEXT NOT NULL
        CHECK (length(content_hash) = 64 AND content_hash NOT GLOB '*[^0-9a-f]*'),
      -- Of the file's raw bytes; null where no file brought it (a calibration).
      file_hash TEXT CHECK (length(file_hash) = 64 AND file_hash NOT GLOB '*[^0-9a-f]*'),
      imported_at INTEGER NOT NULL,
      item_count INTEGER NOT NULL CHECK (item_count >= 1),
      -- The bank line of the bank's canonical form.
      line TEXT NOT NULL CHECK (json_valid(line)),
      UNIQUE (bank, number)
    ) STRICT;

    CREATE TABLE item (
      generation INTEGER NOT NULL REFERENCES generation,
      position INTEGER NOT NULL CHECK (position >= 1),
      item_id TEXT NOT NULL,
      domain TEXT,
      status TEXT NOT NULL
        CHECK (status IN ('provisional', 'calibrated', 'pretest', 'retired')),
      a REAL CHECK (a > 0),
      b REAL,
      c REAL CHECK (c >= 0 AND c < d),
      d REAL CHECK (d <= 1),
      -- The item line of the bank's canonical form; the other columns repeat parts of it.
      line TEXT NOT NULL CHECK (json_valid(line) AND json_extract(line, '$.item_id') IS item_id),
      PRIMARY KEY (generation, position),
      UNIQUE (generation, item_id),
      CHECK ((a IS NULL) = (b IS NULL) AND (a IS NULL) = (c IS NULL) AND (a IS NULL) = (d IS NULL))
    ) STRICT;

    -- The BEFORE INSERT triggers also refuse INSERT OR REPLACE, which deletes without asking the
    -- BEFORE DELETE triggers.
    CREATE TRIGGER bank_is_new BEFORE INSERT ON bank
    WHEN EXISTS (SELECT 1 FROM bank WHERE id = NEW.id OR name = NEW.name)
    BEGIN SELECT RAISE(ABORT, 'a bank is made once'); END;
    CREATE TRIGGER bank_is_kept BEFORE DELETE ON bank
    BEGIN SELECT RAISE(ABORT, 'a bank is never deleted'); END;
    CREATE TRIGGER bank_is_fixed BEFORE UPDATE ON bank
    BEGIN SELECT RAISE(ABORT, 'a bank is never changed'); END;

    CREATE TRIGGER generation_is_next BEFORE INSERT ON generation
    WHEN EXISTS (SELECT 1 FROM generation WHERE id = NEW.id)
      OR NEW.number <> 1 + (SELECT coalesce(max(number), 0) FROM generation WHERE bank = NEW.bank)
    BEGIN SELECT RAISE(ABORT, 'a generation follows the one before it'); END;
    CREATE TRIGGER generation_is_kept BEFORE DELETE ON generation
    BEGIN SELECT RAISE(ABORT, 'a generation is never deleted'); END;
    CREATE TRIGGER generation_is_fixed BEFORE UPDATE ON generation
    BEGIN SELECT RAISE(ABORT, 'a generation is never changed'); END;

    CREATE TRIGGER item_is_next BEFORE INSERT ON item
    WHEN NEW.position > (SELECT item_count FROM generation WHERE id = NEW.generation)
      OR NEW.position
        <> 1 + (SELECT coalesce(max(position), 0) FROM item WHERE generation = NEW.generation)
    BEGIN SELECT RAISE(ABORT, 'an item comes with its generation'); END;
    CREATE TRIGGER item_is_kept BEFORE DELETE ON item
    BEGIN SELECT RAISE(ABORT, 'an item is never deleted'); END;
    CREATE TRIGGER item_is_fixed BEFORE UPDATE ON item
    BEGIN SELECT RAISE(ABORT, 'an item is never changed'); END;
    """

  private static let sittings = """
    CREATE TABLE sitting (
      id INTEGER PRIMARY KEY,
      code TEXT NOT NULL UNIQUE CHECK (code GLOB '[2-9A-Z][2-9A-Z][2-9A-Z]-[2-9A-Z][2-9A-Z][2-9A-Z]'),
      person TEXT NOT NULL,
      generation INTEGER NOT NULL REFERENCES generation,
      design TEXT NOT NULL CHECK (json_type(design) = 'object'),
      seed INTEGER NOT NULL CHECK (seed BETWEEN 0 AND 9007199254740991),
      program_version TEXT NOT NULL,
      started_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX sitting_by_person ON sitting (person, started_at);
    CREATE INDEX sitting_by_generation ON sitting (generation, started_at);
    CREATE INDEX sitting_by_start ON sitting (started_at);

    CREATE TABLE event (
      sitting INTEGER NOT NULL REFERENCES sitting,
      sequence INTEGER NOT NULL CHECK (sequence >= 1),
      time INTEGER NOT NULL,
      name TEXT NOT NULL CHECK (name IN
        ('started', 'presented', 'answered', 'paused', 'resumed', 'noted', 'voided', 'finished')),
      -- The event as its log line.
      body TEXT NOT NULL,
      item TEXT GENERATED ALWAYS AS (json_extract(body, '$.item')) VIRTUAL,
      score INTEGER GENERATED ALWAYS AS (json_extract(body, '$.score')) VIRTUAL,
      theta REAL GENERATED ALWAYS AS (json_extract(body, '$.theta')) VIRTUAL,
      se REAL GENERATED ALWAYS AS (json_extract(body, '$.se')) VIRTUAL,
      PRIMARY KEY (sitting, sequence),
      CHECK ((sequence = 1) = (name = 'started')),
      CHECK (json_valid(body) AND json_extract(body, '$.seq') IS sequence
        AND json_extract(body, '$.at') IS time AND json_extract(body, '$.event') IS name)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX event_by_name ON event (sitting, name, sequence);
    CREATE UNIQUE INDEX event_finished ON event (sitting) WHERE name = 'finished';

    CREATE TRIGGER sitting_is_new BEFORE INSERT ON sitting
    WHEN EXISTS (SELECT 1 FROM sitting WHERE id = NEW.id OR code = NEW.code)
    BEGIN SELECT RAISE(ABORT, 'a sitting begins once'); END;
    CREATE TRIGGER sitting_is_kept BEFORE DELETE ON sitting
    BEGIN SELECT RAISE(ABORT, 'a sitting is never deleted'); END;
    CREATE TRIGGER sitting_is_fixed BEFORE UPDATE ON sitting
    BEGIN SELECT RAISE(ABORT, 'a sitting is never changed'); END;

    CREATE TRIGGER event_is_next BEFORE INSERT ON event
    WHEN NEW.sequence
        <> 1 + (SELECT coalesce(max(sequence), 0) FROM event WHERE sitting = NEW.sitting)
      OR NEW.time
        < (SELECT time FROM event WHERE sitting = NEW.sitting ORDER BY sequence DESC LIMIT 1)
    BEGIN SELECT RAISE(ABORT, 'an event follows the one before it'); END;
    CREATE TRIGGER event_is_not_late BEFORE INSERT ON event
    WHEN NEW.name NOT IN ('noted', 'voided')
      AND EXISTS (SELECT 1 FROM event WHERE sitting = NEW.sitting AND name = 'finished')
    BEGIN SELECT RAISE(ABORT, 'only notes and voided answers follow the end'); END;
    CREATE TRIGGER event_is_kept BEFORE DELETE ON event
    BEGIN SELECT RAISE(ABORT, 'an event is never deleted'); END;
    CREATE TRIGGER event_is_fixed BEFORE UPDATE ON event
    BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END;
    """

  /// A CHECK cannot be changed in place: the table is made anew, and takes the name of the old one.
  private static let proctoring = """
    CREATE TABLE next_event (
      sitting INTEGER NOT NULL REFERENCES sitting,
      sequence INTEGER NOT NULL CHECK (sequence >= 1),
      time INTEGER NOT NULL,
      name TEXT NOT NULL CHECK (name IN
        ('started', 'presented', 'answered', 'paused', 'resumed', 'noted', 'voided', 'restored',
         'time_granted', 'reviewed', 'ended', 'finished')),
      -- The event as its log line.
      body TEXT NOT NULL,
      item TEXT GENERATED ALWAYS AS (json_extract(body, '$.item')) VIRTUAL,
      score INTEGER GENERATED ALWAYS AS (json_extract(body, '$.score')) VIRTUAL,
      theta REAL GENERATED ALWAYS AS (json_extract(body, '$.theta')) VIRTUAL,
      se REAL GENERATED ALWAYS AS (json_extract(body, '$.se')) VIRTUAL,
      PRIMARY KEY (sitting, sequence),
      CHECK ((sequence = 1) = (name = 'started')),
      CHECK (json_valid(body) AND json_extract(body, '$.seq') IS sequence
        AND json_extract(body, '$.at') IS time AND json_extract(body, '$.event') IS name)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO next_event (sitting, sequence, time, name, body)
      SELECT sitting, sequence, time, name, body FROM event ORDER BY sitting, sequence;
    DROP TABLE event;
    ALTER TABLE next_event RENAME TO event;
    CREATE INDEX event_by_name ON event (sitting, name, sequence);
    CREATE UNIQUE INDEX event_finished ON event (sitting) WHERE name = 'finished';

    CREATE TRIGGER event_is_next BEFORE INSERT ON event
    WHEN NEW.sequence
        <> 1 + (SELECT coalesce(max(sequence), 0) FROM event WHERE sitting = NEW.sitting)
      OR NEW.time
        < (SELECT time FROM event WHERE sitting = NEW.sitting ORDER BY sequence DESC LIMIT 1)
    BEGIN SELECT RAISE(ABORT, 'an event follows the one before it'); END;
    CREATE TRIGGER event_is_not_late BEFORE INSERT ON event
    WHEN NEW.name NOT IN ('noted', 'voided', 'restored', 'reviewed')
      AND EXISTS (SELECT 1 FROM event WHERE sitting = NEW.sitting AND name = 'finished')
    BEGIN SELECT RAISE(ABORT, 'only remarks and what counts follow the end'); END;
    CREATE TRIGGER event_is_kept BEFORE DELETE ON event
    BEGIN SELECT RAISE(ABORT, 'an event is never deleted'); END;
    CREATE TRIGGER event_is_fixed BEFORE UPDATE ON event
    BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END;
    """

  /// What lists of sittings show, kept up by the database itself, so that no list reads the events of all
  /// sittings and nothing that writes events can forget it. `revision` grows with every change of any
  /// sitting: whoever knows one asks for what came after it.
  private static let standing = """
    CREATE TABLE standing (
      sitting INTEGER PRIMARY KEY REFERENCES sitting,
      revision INTEGER NOT NULL UNIQUE,
      state TEXT NOT NULL CHECK (state IN ('new', 'running', 'paused', 'finished')),
      -- Items that the design gives at most.
      most INTEGER,
      answered INTEGER NOT NULL,
      theta REAL,
      se REAL,
      -- Milliseconds for which the clock of the time limit ran, and since when it has run beside; see
      -- ActiveClock.
      active INTEGER NOT NULL,
      clock INTEGER,
      is_voided INTEGER NOT NULL CHECK (is_voided IN (0, 1)),
      reviews INTEGER NOT NULL,
      group_name TEXT,
      -- Why the test ended, as JSON.
      reason TEXT,
      last_time INTEGER
    ) STRICT;

    -- The events by which the clock goes.
    CREATE VIEW clocked AS
      SELECT * FROM event
      WHERE name IN ('started', 'presented', 'answered', 'paused', 'resumed')
        OR (name = 'noted' AND json_extract(body, '$.author') = 'student')
        OR (name = 'finished' AND json_extract(body, '$.reason') IS NOT 'ended_by_proctor');

    INSERT INTO standing
      SELECT id, row_number() OVER (ORDER BY
          coalesce((SELECT max(time) FROM event WHERE sitting = sitting.id), started_at), id),
        coalesce((SELECT CASE name WHEN 'paused' THEN 'paused' WHEN 'finished' THEN 'finished'
            ELSE 'running' END
          FROM event WHERE sitting = sitting.id
            AND name IN ('started', 'paused', 'resumed', 'finished')
          ORDER BY sequence DESC LIMIT 1), 'new'),
        json_extract(design, '$.stopping.max_items'),
        (SELECT count(*) FROM event WHERE sitting = sitting.id AND name = 'answered'),
        (SELECT theta FROM event WHERE sitting = sitting.id AND theta IS NOT NULL
          AND name IN ('answered', 'voided', 'restored') ORDER BY sequence DESC LIMIT 1),
        (SELECT se FROM event WHERE sitting = sitting.id AND theta IS NOT NULL
          AND name IN ('answered', 'voided', 'restored') ORDER BY sequence DESC LIMIT 1),
        (SELECT coalesce(sum(time - since), 0) FROM (
          SELECT name, time, lag(time) OVER steps AS since,
            -- Odd after an event that starts the clock, even after one that stops it.
            max(CASE WHEN name IN ('started', 'resumed') THEN 2 * sequence + 1
              WHEN name IN ('paused', 'finished') THEN 2 * sequence END)
              OVER (steps ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS change
          FROM clocked WHERE sitting = sitting.id WINDOW steps AS (ORDER BY sequence))
          WHERE name <> 'resumed' AND change % 2 = 1),
        CASE (SELECT name FROM event WHERE sitting = sitting.id
            AND name IN ('started', 'paused', 'resumed', 'finished') ORDER BY sequence DESC LIMIT 1)
          WHEN 'paused' THEN NULL WHEN 'finished' THEN NULL
          ELSE (SELECT max(time) FROM clocked WHERE sitting = sitting.id) END,
        coalesce((SELECT name = 'voided' FROM event WHERE sitting = sitting.id
          AND name IN ('voided', 'restored') AND item IS NULL
          ORDER BY sequence DESC LIMIT 1), 0),
        (SELECT count(*) FROM event WHERE sitting = sitting.id AND name = 'reviewed'),
        (SELECT json_extract(body, '$.group') FROM event WHERE sitting = sitting.id AND sequence = 1),
        (SELECT body -> '$.reason' FROM event WHERE sitting = sitting.id AND name = 'finished'),
        (SELECT max(time) FROM event WHERE sitting = sitting.id)
      FROM sitting;
    DROP VIEW clocked;

    CREATE TRIGGER standing_begins AFTER INSERT ON sitting
    BEGIN
      INSERT INTO standing VALUES (
        NEW.id, 1 + (SELECT coalesce(max(revision), 0) FROM standing), 'new',
        json_extract(NEW.design, '$.stopping.max_items'), 0, NULL, NULL, 0, NULL, 0, 0, NULL, NULL,
        NULL);
    END;
    CREATE TRIGGER standing_follows AFTER INSERT ON event
    BEGIN
      UPDATE standing SET
        revision = 1 + (SELECT max(revision) FROM standing),
        state = CASE NEW.name WHEN 'started' THEN 'running' WHEN 'resumed' THEN 'running'
          WHEN 'paused' THEN 'paused' WHEN 'finished' THEN 'finished' ELSE state END,
        answered = answered + (NEW.name = 'answered'),
        (theta, se) = (
          SELECT CASE WHEN is_estimate THEN json_extract(NEW.body, '$.theta') ELSE theta END,
            CASE WHEN is_estimate THEN json_extract(NEW.body, '$.se') ELSE se END
          FROM (SELECT NEW.name IN ('answered', 'voided', 'restored')
            AND json_extract(NEW.body, '$.theta') IS NOT NULL AS is_estimate)),
        active = active + CASE
          WHEN NEW.name IN ('presented', 'answered', 'paused')
            OR (NEW.name = 'noted' AND json_extract(NEW.body, '$.author') = 'student')
            OR (NEW.name = 'finished'
              AND json_extract(NEW.body, '$.reason') IS NOT 'ended_by_proctor')
          THEN coalesce(NEW.time - clock, 0) ELSE 0 END,
        clock = CASE
          WHEN NEW.name IN ('started', 'resumed') THEN NEW.time
          WHEN NEW.name IN ('paused', 'finished') OR clock IS NULL THEN NULL
          WHEN NEW.name IN ('presented', 'answered')
            OR (NEW.name = 'noted' AND json_extract(NEW.body, '$.author') = 'student')
          THEN NEW.time ELSE clock END,
        is_voided = CASE WHEN json_extract(NEW.body, '$.item') IS NOT NULL THEN is_voided
          WHEN NEW.name = 'voided' THEN 1 WHEN NEW.name = 'restored' THEN 0 ELSE is_voided END,
        reviews = reviews + (NEW.name = 'reviewed'),
        group_name = iif(NEW.name = 'started', json_extract(NEW.body, '$.group'), group_name),
        reason = iif(NEW.name = 'finished', NEW.body -> '$.reason', reason),
        last_time = NEW.time
      WHERE sitting = NEW.sitting;
    END;
    """
}

extension Schema {
  /// A database as an earlier version of the program left it; for tests of migrations.
  static func make(_ path: String, upTo migration: String, filledBy sql: String) throws {
    let queue = try DatabaseQueue(path: path)
    try migrator.migrate(queue, upTo: migration)
    try queue.write { try $0.execute(sql: sql) }
    try queue.close()
  }
}
