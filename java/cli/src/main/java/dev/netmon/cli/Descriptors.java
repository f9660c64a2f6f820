// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

/** Questions about file descriptors that Java does not answer. */
interface Descriptors {

    /** Answers no and waits for nothing: where native calls are denied. */
    Descriptors UNKNOWN = new Descriptors() {
        @Override
        public boolean terminal(int descriptor) {
            return false;
        }

        @Override
        public boolean hungUp(int descriptor) {
            return false;
        }

        @Override
        public boolean awaitHangUp(int descriptor) {
            return false;
        }

        @Override
        public void release() {}
    };

    /** Whether a person looks at it. */
    boolean terminal(int descriptor);

    /** Whether its other end is gone. */
    boolean hungUp(int descriptor);

    /** Waits until its other end is gone; false at once where that cannot be told, and once released. */
    boolean awaitHangUp(int descriptor);

    /** Ends the wait for an other end, if one runs: the JVM puts its own end off for a thread that the kernel holds. */
    void release();
}
