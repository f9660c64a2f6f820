#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Starts netmon from the image this script stands in, wherever that was moved to and through whatever link it is called.
case $0 in
    */*) self=$0 ;;
    *) self=./$0 ;;
esac
[ ! -L "$self" ] || self=$(readlink -f -- "$self")
image=${self%/*}/..

# A client compiler and a serial collector start fastest and take least. Nothing of the JVM's own goes to the output.
exec "$image/bin/java" @ARCHIVE@"$image/lib/netmon.jsa" -XX:+UseSerialGC @OPTIONS@ "$@"
