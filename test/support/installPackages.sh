#!/bin/sh
# Installs the Debian packages that some of the tests need: a Samba domain controller for the Active Directory target, and
# a browser with the letters that the console's pictures are taken in.
# Installs only what is missing, and nothing where it may not; a test that then lacks a
# package fails with a message of its own that names it, so this script always exits 0.
#
# Usage: sh test/support/installPackages.sh [package ...]     (default: all of them)
set -u

ALL='samba samba-ad-dc samba-ad-provision winbind ldb-tools smbclient krb5-user chromium fonts-inter'

installed() {
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

say() {
  printf '%s\n' "$*"
}

cannot() {
  say "$1 Install these packages yourself, with Debian's names:$missing"
  exit 0
}

wanted=${*:-$ALL}
missing=''
if command -v dpkg-query >/dev/null; then
  for package in $wanted; do
    installed "$package" || missing="$missing $package"
  done
else
  missing=" $wanted"
fi

if [ -z "$missing" ]; then
  say "Nothing to install: $wanted"
  exit 0
fi

command -v apt-get >/dev/null || cannot 'This system has no apt-get.'
[ "$(id -u)" = 0 ] || cannot 'Installing needs root.'

say "Installing with apt-get:$missing"
export DEBIAN_FRONTEND=noninteractive
# $missing holds several names on purpose.
if apt-get update -q -q && apt-get install -q -q --yes --no-install-recommends $missing; then
  say "Installed:$missing"
else
  cannot 'apt-get could not install everything.'
fi
