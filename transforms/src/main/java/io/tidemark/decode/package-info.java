/**
 * Bytes to a typed row or a dead letter, and the fields derived from it. Start reading at {@link
 * io.tidemark.decode.JsonDecoder}.
 */
package io.tidemark.decode;
