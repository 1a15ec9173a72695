/**
 * The embedded demo: generated traffic whose outcome is known beforehand, run through an example
 * spec. Start reading at {@link io.tidemark.demo.Demo}; scenarios use {@link
 * io.tidemark.demo.Example} and {@link io.tidemark.demo.Oracle}.
 */
package io.tidemark.demo;
