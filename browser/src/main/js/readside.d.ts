/** The read model knows of every write that this session has made. */
export interface Fresh<T> {
  readonly state: 'fresh';
  readonly value: T;
  /** The token that the answer was asked with and covers; null: none. */
  readonly after: string | null;
  /** For {@link OptimisticRows.fresh}: a later question has a higher one. */
  readonly turn: number;
  /** The server refused the remembered token or the cookie, and it was forgotten: earlier writes may be missing. */
  readonly tokenDropped?: true;
}

/** It does not know yet; ask again. */
export interface Pending<T> {
  readonly state: 'pending';
  readonly retryAfterMs: number;
  /** What there was before, null for a row that there was not; only where the URL asked for it (`stale=true`). */
  readonly stale?: T | null;
  readonly tokenDropped?: true;
}

/** It will not know before an operator has acted. */
export interface Parked {
  readonly state: 'parked';
  readonly detail: string;
  readonly tokenDropped?: true;
}

export type Outcome<T> = Fresh<T> | Pending<T> | Parked;

/** A problem as in RFC 9457. */
export interface Problem {
  readonly type?: string;
  readonly title?: string;
  readonly status?: number;
  readonly detail?: string;
}

/** The server refused, with a status that is none of the three outcomes. */
export class ReadsideError extends Error {
  readonly status: number;
  /** The problem, or what else the server sent. */
  readonly problem?: Problem;
}

export interface QueryOptions extends Omit<RequestInit, 'signal'> {
  /**
   * Longest time to try, in ms; when it is over, what is under way is aborted and the outcome is pending. Zero: one
   * try, however long it takes. Default: 10 000, whenFresh 30 000.
   */
  within?: number;
  /** Ends it with the signal's reason. */
  signal?: AbortSignal;
  /** Hears of the steps of this query, instead of the one of all queries. */
  onStep?: (step: Step) => void;
}

export interface CommandOptions extends RequestInit {
  /** Becomes the body. */
  json?: unknown;
}

interface Told<S extends string> {
  readonly step: S;
  readonly url: string;
  /** Since the query was begun. */
  readonly ms: number;
}

/** What happened to a query, for a log or a display. */
export type Step =
  | { step: 'asked'; url: string; after: string | null }
  | { step: 'dropped'; url: string; after: string | null }
  | (Told<'fresh'> & Fresh<unknown>)
  | (Told<'pending'> & Pending<unknown>)
  | (Told<'parked'> & Parked);

export interface Options {
  /**
   * `() => sessionStorage` lets reloads and other pages of the tab keep the token. A function, since a browser that blocks
   * storage throws where it is named; such a one, or a full one, is done without. Default: memory only.
   */
  storage?: () => Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  /** Of the token in a command's answer; as the server's `readside.token.header.name`. Default: `Readside-Version`. */
  header?: string;
  /** In place of the browser's own. */
  fetch?: typeof fetch;
  /** Hears of the steps of all queries. */
  onStep?: (step: Step) => void;
}

export interface Row<R> {
  readonly key: string;
  readonly row: R;
  /** Whether the row shows a write that no fresh answer has confirmed. */
  readonly pending: boolean;
}

export interface OptimisticRows<R> {
  /**
   * Shows a write at once: a patch of the row with that key, a whole row under a new key, or null for a row that goes.
   * It is undone if the promise fails, and confirmed by the first fresh answer to a question put after it was kept.
   *
   * @param completed what only the server knew of a new row, such as its id; with it the row's key is asked for anew
   */
  optimistic<A>(key: string, patch: Partial<R> | null, promise: Promise<A>, completed?: (answer: A) => Partial<R>): void;
  /** Takes the rows of a fresh answer, in the server's order; one that a later answer has overtaken is ignored. */
  fresh(answer: Outcome<unknown>, rows: readonly R[]): void;
  /** New rows first, the newest of them on top; then the server's, in its order. */
  list(): Row<R>[];
}

export interface Readside {
  /** A GET with the token; asks again while the answer is pending, with growing pauses. Throws {@link ReadsideError}. */
  query<T = unknown>(url: string | URL, options?: QueryOptions): Promise<Outcome<T>>;
  /** A POST, unless the options say otherwise, whose token is remembered. Throws {@link ReadsideError}. */
  command<A = unknown>(url: string | URL, options?: CommandOptions): Promise<A>;
  /** Waits for the server's word (server-sent events) that it knows of this session's writes; the value is the token. */
  whenFresh(url: string | URL, options?: QueryOptions): Promise<Outcome<string>>;
  /** The remembered token, an opaque text. */
  token(): string | null;
  /** At a sign-out, for example. */
  forget(): void;
  optimisticRows<R>(options: { key: (row: R) => string; onChange?: (rows: Row<R>[]) => void }): OptimisticRows<R>;
}

export function readside(name: string, options?: Options): Readside;
