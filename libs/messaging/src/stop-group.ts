/** A group may not go on until a person acted; the message says what is wrong and holds no payload. */
export class StopGroup extends Error {
  override readonly name = 'StopGroup';
}
