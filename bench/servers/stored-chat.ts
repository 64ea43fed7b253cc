/** What a client sends; who reads it has checked that. */
export interface SentMessage {
  readonly user: string;
  readonly message: string;
}

/** A chat in the shape of the contract: every server answers with as many bytes as the real one. */
export function toChat(id: string, sender: string, { user, message }: SentMessage, sentAt: Date) {
  return { id, sender, recipient: user, message, has_read: false, sent_at: sentAt.toISOString() };
}
