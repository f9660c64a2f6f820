@rem SPDX-License-Identifier: Apache-2.0
@rem Starts netmon from the image this script stands in; the options are those of netmon.sh.
@"%~dp0java.exe" @ARCHIVE@"%~dp0..\lib\netmon.jsa" -XX:+UseSerialGC @OPTIONS@ %*
