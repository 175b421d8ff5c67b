import type { ReceiverId, TenantId } from '../../domain/ids.ts';
import type { LogEvent } from '../../domain/log.ts';
import type { NoticeKind } from '../../domain/notice.ts';
import type { QuietHours } from '../../domain/quiet-hours.ts';
import type { Instant } from '../../domain/time.ts';

/** Where messages go. Secrets are named (`env:NAME`, `file:PATH`), never held; an address that opens something is a secret too. */
export type ReceiverAddress =
  | {
      readonly kind: 'webhook';
      /** An address, or where a secret address is. */
      readonly url: string;
      /** The key of the signature. */
      readonly secretRef: string;
    }
  | {
      readonly kind: 'mail';
      /** `smtp://host:port`, with STARTTLS, or `smtps://host:port`. */
      readonly server: string;
      readonly from: string;
      readonly to: readonly string[];
      readonly login: { readonly user: string; readonly secretRef: string } | null;
    }
  | {
      readonly kind: 'teams';
      /** Where the address of the workflow is: whoever knows it may post. */
      readonly urlRef: string;
    };

/** Who is told, of what, and when not. */
export interface Receiver {
  readonly tenantId: TenantId;
  readonly receiverId: ReceiverId;
  /** What people call it; unique in its tenant, without case. */
  readonly name: string;
  readonly address: ReceiverAddress;
  /** The host behind the address, which is all that is shown of it. */
  readonly host: string;
  /** null: all, also those that a later version brings. */
  readonly kinds: readonly NoticeKind[] | null;
  readonly quietHours: QuietHours | null;
  readonly isEnabled: boolean;
  readonly createdAt: Instant;
  readonly version: number;
}

/** One thing that a receiver is told. */
export interface Notice {
  /** The same at every try and in every message, so that a reader can drop what it has. */
  readonly noticeId: string;
  readonly kind: NoticeKind;
  readonly title: string;
  readonly isAlarm: boolean;
  readonly at: Instant;
  readonly server: string | null;
  readonly sentence: string;
  readonly remedy: string;
  /** The link of the log that it is told of; null when the clock is its cause. */
  readonly seq: number | null;
}

/** What is sent at once. Content and id are the same at every try. */
export interface Message {
  readonly messageId: string;
  readonly tenant: { readonly tenantId: TenantId; readonly name: string };
  /** `summary`: what quiet hours held back. */
  readonly kind: 'alarm' | 'notice' | 'summary' | 'test';
  readonly madeAt: Instant;
  /** Where the log ended when it was made: a log that is changed later differs from what receivers were told. */
  readonly head: { readonly seq: number; readonly hash: string };
  readonly notices: readonly Notice[];
  /** How many more there are than `notices` has room for; they stand in the log. */
  readonly more: number;
}

/**
 * The way to receivers. It decides nothing: what is told, to whom, when, and how often it is tried, is the engine's.
 * Both methods throw Retryable (unreachable, timed out, throttled, unavailable, secret missing) or Terminal (refused, redirects).
 */
export interface Messenger {
  /** Looks whether address and secrets can be used, and sends nothing. @returns the host to show. @throws ProblemError. */
  hostOf(address: ReceiverAddress): Promise<string>;
  /** @returns what the receiver answered, in a few words. */
  send(receiver: Receiver, message: Message, signal: AbortSignal): Promise<string>;
}

/** What a server's coming commit is told with. */
export interface CommitDue {
  readonly server: string | null;
  readonly commitDueAt: Instant;
  readonly rollbackUntilAt: Instant | null;
  readonly now: Instant;
  /** Titles of the required proofs that do not pass yet. */
  readonly missing: readonly string[];
}

/** One sentence for people; made by the reports, so that a receiver reads what every other page says. */
export interface NoticeWords {
  readonly ofEvent: (event: LogEvent, server: string | null) => string;
  readonly ofCommit: (due: CommitDue) => string;
}

/** What the engine needs to tell anybody anything. */
export interface NotifyPorts {
  readonly messenger: Messenger;
  readonly words: NoticeWords;
}
