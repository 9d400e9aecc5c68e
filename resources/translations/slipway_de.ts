<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>slipway::Container</name>
    <message>
        <source>Cannot read a container. It has no usable id. Check that client and server fit together.</source>
        <translation>Ein Container kann nicht gelesen werden. Er hat keine brauchbare Kennung. Prüfen Sie, ob Programm und Server zusammenpassen.</translation>
    </message>
</context>
<context>
    <name>slipway::ContainerProgress</name>
    <message>
        <source>The container could not be created. The server gives no reason. Look into its log.</source>
        <translation>Der Container konnte nicht angelegt werden. Der Server nennt keinen Grund. Sehen Sie in sein Protokoll.</translation>
    </message>
</context>
<context>
    <name>slipway::ContainerSpec</name>
    <message>
        <source>Use letters a–z, digits and hyphens.</source>
        <translation>Verwenden Sie Buchstaben a–z, Ziffern und Bindestriche.</translation>
    </message>
    <message>
        <source>Try &quot;%1&quot;.</source>
        <translation>Versuchen Sie „%1“.</translation>
    </message>
    <message>
        <source>Cannot create a container without a hostname. Type one, for example web-01.</source>
        <translation>Ohne Hostnamen kann kein Container angelegt werden. Geben Sie einen ein, zum Beispiel web-01.</translation>
    </message>
    <message>
        <source>Cannot use a hostname with spaces. A name on the network has none. %1</source>
        <translation>Ein Hostname mit Leerzeichen ist nicht möglich. Namen im Netz haben keine. %1</translation>
    </message>
    <message>
        <source>Cannot use a hostname of %1 characters. At most 63 are allowed. Shorten it.</source>
        <translation>Ein Hostname mit %1 Zeichen ist nicht möglich. Höchstens 63 sind erlaubt. Kürzen Sie ihn.</translation>
    </message>
    <message>
        <source>Cannot use capital letters in a hostname. Names on the network are lower case. %1</source>
        <translation>Großbuchstaben sind in einem Hostnamen nicht möglich. Namen im Netz werden klein geschrieben. %1</translation>
    </message>
    <message>
        <source>(not printable)</source>
        <translation>(nicht druckbar)</translation>
    </message>
    <message>
        <source>Cannot use &quot;%1&quot; in a hostname. Only a–z, 0–9, hyphen and dot are allowed. %2</source>
        <translation>„%1“ ist in einem Hostnamen nicht möglich. Erlaubt sind nur a–z, 0–9, Bindestrich und Punkt. %2</translation>
    </message>
    <message>
        <source>Cannot use a hostname with nothing before or after a dot. Each part needs a letter or digit. %1</source>
        <translation>Ein Hostname mit nichts vor oder nach einem Punkt ist nicht möglich. Jeder Teil braucht einen Buchstaben oder eine Ziffer. %1</translation>
    </message>
    <message>
        <source>Cannot use a hostname that begins or ends with a hyphen. A letter or digit has to stand there. %1</source>
        <translation>Ein Hostname, der mit einem Bindestrich beginnt oder endet, ist nicht möglich. Dort muss ein Buchstabe oder eine Ziffer stehen. %1</translation>
    </message>
    <message>
        <source>Cannot use a hostname that ends with a number alone. It would be read as an address. Add a letter, for example &quot;ct-%1&quot;.</source>
        <translation>Ein Hostname, der mit einer bloßen Zahl endet, ist nicht möglich. Er würde als Adresse gelesen. Ergänzen Sie einen Buchstaben, zum Beispiel „ct-%1“.</translation>
    </message>
    <message>
        <source>Cannot give %1 %2. From %3 to %4 is possible. Choose a number in between.</source>
        <translation>%1 %2 sind nicht möglich. Erlaubt ist %3 bis %4. Wählen Sie eine Zahl dazwischen.</translation>
    </message>
    <message>
        <source>Cannot take %1 entries. At most %2 are allowed. Remove some.</source>
        <translation>%1 Einträge sind nicht möglich. Höchstens %2 sind erlaubt. Entfernen Sie einige.</translation>
    </message>
    <message>
        <source>Cannot use this template name. It has 1 to 64 of A–Z, a–z, 0–9, dot, underscore and hyphen. Choose one of the list.</source>
        <translation>Dieser Name einer Vorlage ist nicht möglich. Er hat 1 bis 64 Zeichen aus A–Z, a–z, 0–9, Punkt, Unterstrich und Bindestrich. Wählen Sie eine aus der Liste.</translation>
    </message>
    <message>
        <source>Cannot use this source. It is none of busybox, debootstrap:SUITE and rootfs:/path/to.tar. Write one of these, or leave it empty for the template&apos;s own.</source>
        <translation>Diese Quelle ist nicht möglich. Sie ist weder busybox noch debootstrap:SUITE noch rootfs:/pfad/zu.tar. Schreiben Sie eines davon, oder lassen Sie das Feld leer für die der Vorlage.</translation>
    </message>
    <message>
        <source>Change or remove it.</source>
        <translation>Ändern oder entfernen Sie es.</translation>
    </message>
    <message>
        <source>Cannot use this tag. It has 1 to 64 of A–Z, a–z, 0–9, dot, underscore and hyphen. %1</source>
        <translation>Dieses Schlagwort ist nicht möglich. Es hat 1 bis 64 Zeichen aus A–Z, a–z, 0–9, Punkt, Unterstrich und Bindestrich. %1</translation>
    </message>
    <message>
        <source>Cannot install &quot;%1&quot;. It is no name of a Debian package. Write it as apt does, for example nginx or nginx=1.22.1-9.</source>
        <translation>„%1“ kann nicht installiert werden. Es ist kein Name eines Debian-Pakets. Schreiben Sie ihn wie apt, zum Beispiel nginx oder nginx=1.22.1-9.</translation>
    </message>
    <message>
        <source>Cannot install &quot;%1&quot;. It is no name of a package. Write it as %2 does, for example %3.</source>
        <translation>„%1“ kann nicht installiert werden. Es ist kein Name eines Pakets. Schreiben Sie ihn wie %2, zum Beispiel %3.</translation>
    </message>
    <message>
        <source>Cannot use this script name. It is a file name of 1 to 128 of A–Z, a–z, 0–9, dot, underscore and hyphen. Rename it, for example 10-setup.sh.</source>
        <translation>Dieser Skriptname ist nicht möglich. Er ist ein Dateiname mit 1 bis 128 Zeichen aus A–Z, a–z, 0–9, Punkt, Unterstrich und Bindestrich. Benennen Sie es um, zum Beispiel in 10-setup.sh.</translation>
    </message>
    <message>
        <source>Cannot run two scripts called &quot;%1&quot;. Their lines could not be told apart. Rename one.</source>
        <translation>Zwei Skripte namens „%1“ können nicht laufen. Ihre Zeilen wären nicht zu unterscheiden. Benennen Sie eines um.</translation>
    </message>
    <message>
        <source>Cannot run an empty script. It has no line. Write one or remove the script.</source>
        <translation>Ein leeres Skript kann nicht laufen. Es hat keine Zeile. Schreiben Sie eine, oder entfernen Sie das Skript.</translation>
    </message>
    <message>
        <source>Cannot take a script of %1 bytes. At most 1 MiB is allowed. Put its data into a file.</source>
        <translation>Ein Skript mit %1 Bytes ist nicht möglich. Höchstens 1 MiB ist erlaubt. Legen Sie seine Daten in eine Datei.</translation>
    </message>
    <message>
        <source>Cannot run a binary file as a script. It contains a NUL byte. Deploy it as a file and call it from a script.</source>
        <translation>Eine Binärdatei kann nicht als Skript laufen. Sie enthält ein NUL-Byte. Übertragen Sie sie als Datei, und rufen Sie sie in einem Skript auf.</translation>
    </message>
    <message>
        <source>seconds</source>
        <translation>Sekunden</translation>
    </message>
    <message>
        <source>Cannot write to this path. It has to be absolute and free of &quot;..&quot;, &quot;.&quot;, empty parts and control characters, and to end with the file&apos;s name. Write it as /etc/app/app.conf.</source>
        <translation>In diesen Pfad kann nicht geschrieben werden. Er muss absolut sein, ohne „..“, „.“, leere Teile und Steuerzeichen, und mit dem Namen der Datei enden. Schreiben Sie ihn als /etc/app/app.conf.</translation>
    </message>
    <message>
        <source>Cannot write below /proc, /sys or /dev. They belong to the kernel. Choose another path.</source>
        <translation>Unterhalb von /proc, /sys oder /dev kann nicht geschrieben werden. Sie gehören dem Kernel. Wählen Sie einen anderen Pfad.</translation>
    </message>
    <message>
        <source>Cannot write &quot;%1&quot; twice. One would replace the other. Remove one.</source>
        <translation>„%1“ kann nicht zweimal geschrieben werden. Eines würde das andere ersetzen. Entfernen Sie eines.</translation>
    </message>
    <message>
        <source>Cannot take a file of %1 bytes. At most 8 MiB are allowed. Let a script download it.</source>
        <translation>Eine Datei mit %1 Bytes ist nicht möglich. Höchstens 8 MiB sind erlaubt. Lassen Sie ein Skript sie herunterladen.</translation>
    </message>
    <message>
        <source>Cannot take %1 bytes of scripts and files. At most 64 MiB are allowed together. Remove some.</source>
        <translation>%1 Bytes an Skripten und Dateien sind nicht möglich. Zusammen sind höchstens 64 MiB erlaubt. Entfernen Sie einige.</translation>
    </message>
    <message>
        <source>Cannot use this root password. It has to be 5 to 128 bytes long. Choose another, or leave it out to have no password log-in.</source>
        <translation>Dieses root-Passwort ist nicht möglich. Es muss 5 bis 128 Bytes lang sein. Wählen Sie ein anderes, oder lassen Sie es weg für keine Anmeldung mit Passwort.</translation>
    </message>
    <message>
        <source>Cannot use this root password. It contains a control character or a line end. Choose another.</source>
        <translation>Dieses root-Passwort ist nicht möglich. Es enthält ein Steuerzeichen oder ein Zeilenende. Wählen Sie ein anderes.</translation>
    </message>
    <message>
        <source>Cannot use this root password. It begins like a hash, and Proxmox VE would store it as one. Choose another that does not begin with &quot;$&quot;.</source>
        <translation>Dieses root-Passwort ist nicht möglich. Es beginnt wie ein Hash, und Proxmox VE würde es als solchen speichern. Wählen Sie ein anderes, das nicht mit „$“ beginnt.</translation>
    </message>
    <message>
        <source>Cannot simulate with this number. From 0 to %1 is possible. Choose a number in between.</source>
        <translation>Mit dieser Zahl kann nicht simuliert werden. Erlaubt ist 0 bis %1. Wählen Sie eine Zahl dazwischen.</translation>
    </message>
    <message>
        <source>lines</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>as exit code</source>
        <translation>als Exit-Code</translation>
    </message>
    <message>
        <source>Cannot fail there. It is neither a step nor a script name. Write for example syncing or 01-setup.sh.</source>
        <translation>Ein Fehlschlag dort ist nicht möglich. Das ist weder ein Schritt noch ein Skriptname. Schreiben Sie zum Beispiel syncing oder 01-setup.sh.</translation>
    </message>
    <message>
        <source>cores</source>
        <translation>Kerne</translation>
    </message>
    <message>
        <source>MB of memory</source>
        <translation>MB Arbeitsspeicher</translation>
    </message>
    <message>
        <source>GB of disk</source>
        <translation>GB Festplatte</translation>
    </message>
    <message>
        <source>Cannot fail at &quot;%1&quot;. There is no such step or script. Choose one of: %2.</source>
        <translation>Ein Fehlschlag bei „%1“ ist nicht möglich. Diesen Schritt oder dieses Skript gibt es nicht. Wählen Sie eines von: %2.</translation>
    </message>
    <message>
        <source>one of replace, default and backup</source>
        <translation>replace, default oder backup</translation>
    </message>
    <message>
        <source>an object in { }</source>
        <translation>ein Objekt in { }</translation>
    </message>
    <message>
        <source>Cannot read the request. It is not a JSON object. Send for example {&quot;hostname&quot;:&quot;web-01&quot;}.</source>
        <translation>Die Anfrage kann nicht gelesen werden. Sie ist kein JSON-Objekt. Senden Sie zum Beispiel {&quot;hostname&quot;:&quot;web-01&quot;}.</translation>
    </message>
    <message>
        <source>text in quotes</source>
        <translation>Text in Anführungszeichen</translation>
    </message>
    <message>
        <source>a whole number</source>
        <translation>eine ganze Zahl</translation>
    </message>
    <message>
        <source>a number</source>
        <translation>eine Zahl</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>true oder false</translation>
    </message>
    <message>
        <source>Base64 text</source>
        <translation>Base64-Text</translation>
    </message>
    <message>
        <source>left out when there is a &quot;content&quot;</source>
        <translation>weggelassen, wenn es „content“ gibt</translation>
    </message>
    <message>
        <source>a list in [ ]</source>
        <translation>eine Liste in [ ]</translation>
    </message>
    <message>
        <source>Cannot use the field &quot;%1&quot;. It is not known here. Remove it or correct its name.</source>
        <translation>Das Feld „%1“ ist nicht möglich. Es ist hier nicht bekannt. Entfernen Sie es, oder korrigieren Sie seinen Namen.</translation>
    </message>
    <message>
        <source>Cannot read this field. It has to be %1. Correct it and send again.</source>
        <translation>Dieses Feld kann nicht gelesen werden. Es muss %1 sein. Korrigieren Sie es, und senden Sie noch einmal.</translation>
    </message>
    <message>
        <source>Cannot use &quot;%1&quot;. It is no %2 address. Write it as %3.</source>
        <translation>„%1“ ist nicht möglich. Es ist keine %2-Adresse. Schreiben Sie sie als %3.</translation>
    </message>
    <message>
        <source>Cannot use the address %1 alone. The size of its network is missing. Write it with its prefix, for example %1/%2.</source>
        <translation>Die Adresse %1 allein reicht nicht. Die Größe ihres Netzes fehlt. Schreiben Sie sie mit ihrem Präfix, zum Beispiel %1/%2.</translation>
    </message>
    <message>
        <source>Cannot use &quot;%1&quot;. Its prefix is no number from %2 to %3. Write it as %4.</source>
        <translation>„%1“ ist nicht möglich. Das Präfix ist keine Zahl von %2 bis %3. Schreiben Sie es als %4.</translation>
    </message>
    <message>
        <source>Cannot give the address %1 to a container. It is kept for other uses. Choose a free one of your network.</source>
        <translation>Die Adresse %1 kann kein Container bekommen. Sie ist für andere Zwecke reserviert. Wählen Sie eine freie aus Ihrem Netz.</translation>
    </message>
    <message>
        <source>Cannot give %1 to a container. It is the %2 address of the network, not one of a host. Choose another one in it.</source>
        <translation>%1 kann kein Container bekommen. Es ist die %2-Adresse des Netzes, nicht die eines Hosts. Wählen Sie eine andere darin.</translation>
    </message>
    <message>
        <source>first</source>
        <translation>erste</translation>
    </message>
    <message>
        <source>broadcast</source>
        <translation>Broadcast</translation>
    </message>
    <message>
        <source>Cannot use &quot;%1&quot; as a gateway. It is no %2 address. Write it without a prefix.</source>
        <translation>„%1“ ist als Gateway nicht möglich. Es ist keine %2-Adresse. Schreiben Sie sie ohne Präfix.</translation>
    </message>
    <message>
        <source>Cannot set a gateway here. Without a static %1 address the network gives one. Remove the gateway, or set an address with its prefix.</source>
        <translation>Hier kann kein Gateway gesetzt werden. Ohne statische %1-Adresse gibt das Netz eines vor. Entfernen Sie das Gateway, oder setzen Sie eine Adresse mit ihrem Präfix.</translation>
    </message>
    <message>
        <source>Cannot use %1 as a gateway. It is the container&apos;s own address. Type that of the router.</source>
        <translation>%1 ist als Gateway nicht möglich. Es ist die eigene Adresse des Containers. Geben Sie die des Routers ein.</translation>
    </message>
    <message>
        <source>Cannot reach the gateway %1. It is not in the network of %2. Correct one of the two.</source>
        <translation>Das Gateway %1 ist nicht erreichbar. Es liegt nicht im Netz von %2. Korrigieren Sie eines von beiden.</translation>
    </message>
    <message>
        <source>Cannot use this search domain. It is no name on the network. Write it as example.net.</source>
        <translation>Diese Suchdomäne ist nicht möglich. Sie ist kein Name im Netz. Schreiben Sie sie als example.net.</translation>
    </message>
    <message>
        <source>Cannot use this node. Its name has 1 to 31 of a–z, 0–9 and hyphen. Choose one of the list.</source>
        <translation>Dieser Knoten ist nicht möglich. Sein Name hat 1 bis 31 Zeichen aus a–z, 0–9 und Bindestrich. Wählen Sie einen aus der Liste.</translation>
    </message>
    <message>
        <source>Cannot use the source &quot;%1&quot; on a node of Proxmox VE. Its containers begin with an OS template. Choose one, for example debian-12-standard.</source>
        <translation>Die Quelle „%1“ ist auf einem Knoten von Proxmox VE nicht möglich. Dessen Container beginnen mit einem Betriebssystem-Template. Wählen Sie eines, zum Beispiel debian-12-standard.</translation>
    </message>
    <message>
        <source>Cannot use this source. On a node of Proxmox VE it is a system like debian-12-standard, or a volume like local:vztmpl/NAME.tar.zst. Write one of these, or leave it empty for the template&apos;s own.</source>
        <translation>Diese Quelle ist nicht möglich. Auf einem Knoten von Proxmox VE ist sie ein System wie debian-12-standard oder ein Volume wie local:vztmpl/NAME.tar.zst. Schreiben Sie eines davon, oder lassen Sie das Feld leer für das der Vorlage.</translation>
    </message>
    <message>
        <source>Cannot use the ID %1. From 100 to 999999999 is possible. Choose one of these, or leave it out for the next free one.</source>
        <translation>Die ID %1 ist nicht möglich. Erlaubt ist 100 bis 999999999. Wählen Sie eine davon, oder lassen Sie sie weg für die nächste freie.</translation>
    </message>
    <message>
        <source>Cannot use this pool. Its name has letters, digits, dots, hyphens and underscores. Write it as it stands under Permissions, Pools.</source>
        <translation>Dieser Pool ist nicht möglich. Sein Name hat Buchstaben, Ziffern, Punkte, Bindestriche und Unterstriche. Schreiben Sie ihn so, wie er unter Berechtigungen, Pools steht.</translation>
    </message>
    <message>
        <source>Cannot keep a description of %1 characters. At most %2 are allowed. Shorten it.</source>
        <translation>Eine Beschreibung mit %1 Zeichen kann nicht gespeichert werden. Höchstens %2 sind erlaubt. Kürzen Sie sie.</translation>
    </message>
    <message>
        <source>Cannot keep this description. It contains a control character. Remove it.</source>
        <translation>Diese Beschreibung kann nicht gespeichert werden. Sie enthält ein Steuerzeichen. Entfernen Sie es.</translation>
    </message>
    <message>
        <source>Cannot give %1 MB of swap. From 0 to 1048576 is possible. Choose a number in between.</source>
        <translation>%1 MB Auslagerungsspeicher sind nicht möglich. Erlaubt ist 0 bis 1048576. Wählen Sie eine Zahl dazwischen.</translation>
    </message>
    <message>
        <source>Cannot let this key in. It is a private key, which must not leave your machine. Paste the public one, the file that ends in .pub.</source>
        <translation>Dieser Schlüssel kann nicht zugelassen werden. Es ist ein privater Schlüssel, der Ihren Rechner nicht verlassen darf. Fügen Sie den öffentlichen ein, die Datei, die auf .pub endet.</translation>
    </message>
    <message>
        <source>Cannot let this key in. It is in the format of RFC 4716. Convert it with &quot;ssh-keygen -i -f FILE&quot;.</source>
        <translation>Dieser Schlüssel kann nicht zugelassen werden. Er hat das Format von RFC 4716. Wandeln Sie ihn mit „ssh-keygen -i -f DATEI“ um.</translation>
    </message>
    <message>
        <source>Cannot let this key in. It has more than one line. Give each key as one entry.</source>
        <translation>Dieser Schlüssel kann nicht zugelassen werden. Er hat mehr als eine Zeile. Geben Sie jeden Schlüssel als einen Eintrag an.</translation>
    </message>
    <message>
        <source>Cannot let this key in. It is no line of an authorized_keys file. Paste one that begins like ssh-ed25519 AAAA….</source>
        <translation>Dieser Schlüssel kann nicht zugelassen werden. Er ist keine Zeile einer Datei authorized_keys. Fügen Sie einen ein, der wie ssh-ed25519 AAAA… beginnt.</translation>
    </message>
    <message>
        <source>Cannot let this key in. It is damaged or cut off. Copy the whole line of the .pub file.</source>
        <translation>Dieser Schlüssel kann nicht zugelassen werden. Er ist beschädigt oder abgeschnitten. Kopieren Sie die ganze Zeile der .pub-Datei.</translation>
    </message>
    <message>
        <source>Cannot use the VLAN %1. From 1 to 4094 is possible, and 0 for none. Correct the number.</source>
        <translation>Das VLAN %1 ist nicht möglich. Erlaubt ist 1 bis 4094, und 0 für keines. Korrigieren Sie die Zahl.</translation>
    </message>
    <message>
        <source>Cannot ask &quot;%1&quot; for names. It is no IP address. Write it as 192.168.1.1.</source>
        <translation>„%1“ kann nicht nach Namen gefragt werden. Es ist keine IP-Adresse. Schreiben Sie sie als 192.168.1.1.</translation>
    </message>
    <message>
        <source>keep or rollback</source>
        <translation>keep oder rollback</translation>
    </message>
</context>
<context>
    <name>slipway::FieldRules</name>
    <message>
        <source>Cannot use this storage. Its name begins with a letter, ends with a letter or digit, and has dots, hyphens and underscores besides. Choose one of the list, or leave it empty.</source>
        <translation>Dieser Speicher ist nicht möglich. Sein Name beginnt mit einem Buchstaben, endet mit einem Buchstaben oder einer Ziffer und hat sonst Punkte, Bindestriche und Unterstriche. Wählen Sie einen aus der Liste, oder lassen Sie das Feld leer.</translation>
    </message>
    <message>
        <source>Cannot use this bridge. Its name has 1 to 15 letters, digits, dots, hyphens and underscores. Choose one of the list, for example vmbr0, or leave it empty.</source>
        <translation>Diese Bridge ist nicht möglich. Ihr Name hat 1 bis 15 Buchstaben, Ziffern, Punkte, Bindestriche und Unterstriche. Wählen Sie eine aus der Liste, zum Beispiel vmbr0, oder lassen Sie das Feld leer.</translation>
    </message>
</context>
<context>
    <name>slipway::HostnamePattern</name>
    <message>
        <source>Cannot create more than %1 containers at once. Make the range shorter.</source>
        <translation>Mehr als %1 Container auf einmal können nicht angelegt werden. Verkürzen Sie den Bereich.</translation>
    </message>
    <message>
        <source>Cannot read the names. The braces are empty. Write a range like {1..5} or words like {a,b,c}.</source>
        <translation>Die Namen können nicht gelesen werden. Die Klammern sind leer. Schreiben Sie einen Bereich wie {1..5} oder Wörter wie {a,b,c}.</translation>
    </message>
    <message>
        <source>Cannot read the range %1. It needs a number of at most six digits on each side. Write it like {1..5} or {01..05}.</source>
        <translation>Der Bereich %1 kann nicht gelesen werden. Er braucht auf jeder Seite eine Zahl mit höchstens sechs Ziffern. Schreiben Sie ihn wie {1..5} oder {01..05}.</translation>
    </message>
    <message>
        <source>Cannot read %1. It is neither a range nor several words. Write {1..5} or {a,b,c}, or leave the braces out.</source>
        <translation>%1 kann nicht gelesen werden. Es ist weder ein Bereich noch mehrere Wörter. Schreiben Sie {1..5} oder {a,b,c}, oder lassen Sie die Klammern weg.</translation>
    </message>
    <message>
        <source>Cannot read the words %1. There is nothing before or after a comma. Remove the comma or add a word.</source>
        <translation>Die Wörter %1 können nicht gelesen werden. Vor oder nach einem Komma steht nichts. Entfernen Sie das Komma oder ergänzen Sie ein Wort.</translation>
    </message>
    <message>
        <source>Cannot read the names. There is a closing brace without an opening one. Write a range like {1..5}.</source>
        <translation>Die Namen können nicht gelesen werden. Eine schließende Klammer hat keine öffnende. Schreiben Sie einen Bereich wie {1..5}.</translation>
    </message>
    <message>
        <source>Cannot read the names. A brace is not closed. Add &quot;}&quot; after the range.</source>
        <translation>Die Namen können nicht gelesen werden. Eine Klammer ist nicht geschlossen. Ergänzen Sie „}“ nach dem Bereich.</translation>
    </message>
    <message>
        <source>Cannot read the names. There are braces within braces. Put the groups one after the other.</source>
        <translation>Die Namen können nicht gelesen werden. Es stehen Klammern in Klammern. Setzen Sie die Gruppen hintereinander.</translation>
    </message>
    <message>
        <source>The name &quot;%1&quot; would not do. %2</source>
        <translation>Der Name „%1“ wäre nicht möglich. %2</translation>
    </message>
    <message>
        <source>Cannot use the name &quot;%1&quot; twice. Each container needs a name of its own. Remove one.</source>
        <translation>Der Name „%1“ ist nicht zweimal möglich. Jeder Container braucht einen eigenen Namen. Entfernen Sie einen.</translation>
    </message>
</context>
<context>
    <name>slipway::Node</name>
    <message>
        <source>one of key, password and agent</source>
        <translation>key, password oder agent</translation>
    </message>
    <message>
        <source>text in quotes</source>
        <translation>Text in Anführungszeichen</translation>
    </message>
    <message>
        <source>one of token and password</source>
        <translation>token oder password</translation>
    </message>
    <message>
        <source>Cannot read the node. It is not a JSON object. Send for example {&quot;name&quot;:&quot;pve&quot;,&quot;host&quot;:&quot;192.168.1.10&quot;}.</source>
        <translation>Der Knoten kann nicht gelesen werden. Er ist kein JSON-Objekt. Senden Sie zum Beispiel {&quot;name&quot;:&quot;pve&quot;,&quot;host&quot;:&quot;192.168.1.10&quot;}.</translation>
    </message>
    <message>
        <source>Cannot keep a node without a name. Requests and containers refer to it. Type one, for example pve.</source>
        <translation>Ein Knoten ohne Namen kann nicht gespeichert werden. Anfragen und Container beziehen sich auf ihn. Geben Sie einen ein, zum Beispiel pve.</translation>
    </message>
    <message>
        <source>Cannot use this name for a node. It has 1 to 31 of a–z, 0–9 and hyphen, and does not begin with a hyphen. %1</source>
        <translation>Dieser Name ist für einen Knoten nicht möglich. Er hat 1 bis 31 Zeichen aus a–z, 0–9 und Bindestrich und beginnt nicht mit einem Bindestrich. %1</translation>
    </message>
    <message>
        <source>Type for example pve.</source>
        <translation>Geben Sie zum Beispiel pve ein.</translation>
    </message>
    <message>
        <source>Try &quot;%1&quot;.</source>
        <translation>Versuchen Sie „%1“.</translation>
    </message>
    <message>
        <source>Cannot reach a node without its address. Nothing says where it is. Type the name or the IP address that you open in the browser.</source>
        <translation>Ein Knoten ohne Adresse ist nicht erreichbar. Nichts sagt, wo er ist. Geben Sie den Namen oder die IP-Adresse ein, die Sie im Browser öffnen.</translation>
    </message>
    <message>
        <source>Cannot use &quot;%1&quot; as an address. It is neither a name on the network nor an IPv4 or IPv6 address. Write it as pve.example.net or 192.168.1.10.</source>
        <translation>„%1“ ist als Adresse nicht möglich. Es ist weder ein Name im Netz noch eine IPv4- oder IPv6-Adresse. Schreiben Sie sie als pve.example.net oder 192.168.1.10.</translation>
    </message>
    <message>
        <source>Cannot use the port %1. From 1 to 65535 is possible. The usual one is %2.</source>
        <translation>Der Port %1 ist nicht möglich. Erlaubt ist 1 bis 65535. Üblich ist %2.</translation>
    </message>
    <message>
        <source>Cannot use this node of the cluster. Its name has letters, digits and hyphens and no dot. Write it as it stands in the tree of the web interface, or leave it empty for the one that answers.</source>
        <translation>Dieser Knoten des Clusters ist nicht möglich. Sein Name hat Buchstaben, Ziffern und Bindestriche und keinen Punkt. Schreiben Sie ihn so, wie er im Baum der Weboberfläche steht, oder lassen Sie das Feld leer für den, der antwortet.</translation>
    </message>
    <message>
        <source>Cannot sign in without a user. Nothing says whose rights to use. Type one with its realm, for example slipway@pve.</source>
        <translation>Ohne Benutzer ist keine Anmeldung möglich. Nichts sagt, wessen Rechte gelten sollen. Geben Sie einen mit seinem Realm ein, zum Beispiel slipway@pve.</translation>
    </message>
    <message>
        <source>Cannot sign in as this user. There is a whole API token in the field, which does not fit the other fields. Keep the part before the &quot;!&quot; here.</source>
        <translation>Eine Anmeldung als dieser Benutzer ist nicht möglich. In dem Feld steht ein ganzes API-Token, das nicht zu den anderen Feldern passt. Lassen Sie hier nur den Teil vor dem „!“ stehen.</translation>
    </message>
    <message>
        <source>Cannot sign in as &quot;%1&quot;. A user of Proxmox VE has a realm. Write %1@pam for a user of the system, or %1@pve for one of Proxmox VE itself.</source>
        <translation>Eine Anmeldung als „%1“ ist nicht möglich. Ein Benutzer von Proxmox VE hat einen Realm. Schreiben Sie %1@pam für einen Benutzer des Systems oder %1@pve für einen von Proxmox VE selbst.</translation>
    </message>
    <message>
        <source>Cannot sign in as &quot;%1&quot;. It is no user of Proxmox VE. Write it as root@pam or slipway@pve.</source>
        <translation>Eine Anmeldung als „%1“ ist nicht möglich. Das ist kein Benutzer von Proxmox VE. Schreiben Sie ihn als root@pam oder slipway@pve.</translation>
    </message>
    <message>
        <source>Cannot sign in without the token&apos;s name. A user may have many. Type what stands behind the &quot;!&quot; of the token&apos;s ID.</source>
        <translation>Ohne den Namen des Tokens ist keine Anmeldung möglich. Ein Benutzer kann viele haben. Geben Sie ein, was hinter dem „!“ der Token-ID steht.</translation>
    </message>
    <message>
        <source>Cannot use this token. Its ID in this field belongs to another user than the one above. Correct one of the two.</source>
        <translation>Dieses Token ist nicht möglich. Seine ID in diesem Feld gehört zu einem anderen Benutzer als dem darüber. Korrigieren Sie eines von beiden.</translation>
    </message>
    <message>
        <source>Cannot use this name of a token. It begins with a letter and has letters, digits, dot, hyphen and underscore. Type what stands behind the &quot;!&quot; of the token&apos;s ID.</source>
        <translation>Dieser Name eines Tokens ist nicht möglich. Er beginnt mit einem Buchstaben und hat Buchstaben, Ziffern, Punkt, Bindestrich und Unterstrich. Geben Sie ein, was hinter dem „!“ der Token-ID steht.</translation>
    </message>
    <message>
        <source>Cannot sign in without the token&apos;s secret. Proxmox VE shows it once, when the token is made. Paste it, or make a new token.</source>
        <translation>Ohne das Geheimnis des Tokens ist keine Anmeldung möglich. Proxmox VE zeigt es einmal, wenn das Token angelegt wird. Fügen Sie es ein, oder legen Sie ein neues Token an.</translation>
    </message>
    <message>
        <source>Cannot use this secret. It looks like a whole API token, which does not fit the user and the token&apos;s name. Correct these, or keep only the part behind the &quot;=&quot;.</source>
        <translation>Dieses Geheimnis ist nicht möglich. Es sieht aus wie ein ganzes API-Token, das nicht zu Benutzer und Tokennamen passt. Korrigieren Sie diese, oder lassen Sie nur den Teil hinter dem „=“ stehen.</translation>
    </message>
    <message>
        <source>Cannot use this secret. A token&apos;s is a UUID of 36 characters, as 01234567-89ab-cdef-0123-456789abcdef; this has %1. Paste it again, or choose to sign in with a password.</source>
        <translation>Dieses Geheimnis ist nicht möglich. Das eines Tokens ist eine UUID mit 36 Zeichen wie 01234567-89ab-cdef-0123-456789abcdef; dieses hat %1. Fügen Sie es noch einmal ein, oder wählen Sie die Anmeldung mit einem Passwort.</translation>
    </message>
    <message>
        <source>Cannot sign in without a password. The user has one. Type it, or sign in with an API token.</source>
        <translation>Ohne Passwort ist keine Anmeldung möglich. Der Benutzer hat eines. Geben Sie es ein, oder melden Sie sich mit einem API-Token an.</translation>
    </message>
    <message>
        <source>Cannot use this password. It is too long, or has a line end or a control character in it. Type it again.</source>
        <translation>Dieses Passwort ist nicht möglich. Es ist zu lang oder enthält ein Zeilenende oder ein Steuerzeichen. Geben Sie es noch einmal ein.</translation>
    </message>
    <message>
        <source>It is the SHA-1 one, of 40 digits.</source>
        <translation>Es ist der SHA-1-Fingerabdruck mit 40 Ziffern.</translation>
    </message>
    <message>
        <source>A SHA-256 fingerprint has 64 hexadecimal digits.</source>
        <translation>Ein SHA-256-Fingerabdruck hat 64 hexadezimale Ziffern.</translation>
    </message>
    <message>
        <source>Cannot compare the certificate with this fingerprint. %1 Copy the SHA-256 one from the node&apos;s page System, Certificates.</source>
        <translation>Das Zertifikat kann nicht mit diesem Fingerabdruck verglichen werden. %1 Kopieren Sie den SHA-256-Fingerabdruck von der Seite System, Zertifikate des Knotens.</translation>
    </message>
    <message>
        <source>It is the MD5 one.</source>
        <translation>Es ist der MD5-Fingerabdruck.</translation>
    </message>
    <message>
        <source>It is written SHA256: and 43 characters.</source>
        <translation>Geschrieben wird er als SHA256: und 43 Zeichen.</translation>
    </message>
    <message>
        <source>Cannot compare the host key with this fingerprint. %1 Run &quot;ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub&quot; on the node.</source>
        <translation>Der Host-Schlüssel kann nicht mit diesem Fingerabdruck verglichen werden. %1 Führen Sie auf dem Knoten „ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub“ aus.</translation>
    </message>
    <message>
        <source>Cannot sign in over SSH without a key. None is stored. Paste the private key, or sign in with a password or the agent.</source>
        <translation>Eine Anmeldung über SSH ohne Schlüssel ist nicht möglich. Es ist keiner gespeichert. Fügen Sie den privaten Schlüssel ein, oder melden Sie sich mit einem Passwort oder dem Agenten an.</translation>
    </message>
    <message>
        <source>Cannot use this key. It is in the format of PuTTY. Export it with puttygen as an OpenSSH key, then paste that.</source>
        <translation>Dieser Schlüssel ist nicht möglich. Er hat das Format von PuTTY. Exportieren Sie ihn mit puttygen als OpenSSH-Schlüssel, und fügen Sie diesen ein.</translation>
    </message>
    <message>
        <source>Cannot sign in with this key. It is the public half. Paste the private one, the file without .pub.</source>
        <translation>Eine Anmeldung mit diesem Schlüssel ist nicht möglich. Es ist die öffentliche Hälfte. Fügen Sie die private ein, die Datei ohne .pub.</translation>
    </message>
    <message>
        <source>Cannot use this key. It is no whole private key from -----BEGIN … PRIVATE KEY----- to its END line. Paste the file with all its lines.</source>
        <translation>Dieser Schlüssel ist nicht möglich. Es ist kein ganzer privater Schlüssel von -----BEGIN … PRIVATE KEY----- bis zur END-Zeile. Fügen Sie die Datei mit allen Zeilen ein.</translation>
    </message>
    <message>
        <source>Cannot open the SSH key. It is encrypted. Type its passphrase, or use a key without one.</source>
        <translation>Der SSH-Schlüssel kann nicht geöffnet werden. Er ist verschlüsselt. Geben Sie seine Passphrase ein, oder verwenden Sie einen Schlüssel ohne.</translation>
    </message>
    <message>
        <source>Cannot sign in over SSH as &quot;%1&quot;. SSH knows the system&apos;s users, which have no realm. Write the part before the @.</source>
        <translation>Eine Anmeldung über SSH als „%1“ ist nicht möglich. SSH kennt die Benutzer des Systems, die keinen Realm haben. Schreiben Sie den Teil vor dem @.</translation>
    </message>
    <message>
        <source>Cannot sign in over SSH as this user. It is no name of a user of the system. Type it, usually root.</source>
        <translation>Eine Anmeldung über SSH als dieser Benutzer ist nicht möglich. Das ist kein Name eines Benutzers des Systems. Geben Sie ihn ein, meist root.</translation>
    </message>
</context>
<context>
    <name>slipway::Problem</name>
    <message>
        <source>Not signed in. The server wants a token or a session. Sign in or check the token.</source>
        <translation>Nicht angemeldet. Der Server verlangt ein Token oder eine Sitzung. Melden Sie sich an, oder prüfen Sie das Token.</translation>
    </message>
    <message>
        <source>Not found. The server does not know this address. Check the server&apos;s URL and the container&apos;s id.</source>
        <translation>Nicht gefunden. Der Server kennt diese Adresse nicht. Prüfen Sie die URL des Servers und die Kennung des Containers.</translation>
    </message>
    <message>
        <source>The server refused the request (HTTP %1). It gave no reason. Look into the server&apos;s log.</source>
        <translation>Der Server hat die Anfrage abgelehnt (HTTP %1). Er nannte keinen Grund. Sehen Sie in das Protokoll des Servers.</translation>
    </message>
</context>
<context>
    <name>slipway::ProgressEvent</name>
    <message>
        <source>Cannot read a progress event. %1 The other events are shown; check that client and server fit together.</source>
        <translation>Ein Ereignis des Verlaufs kann nicht gelesen werden. %1 Die anderen Ereignisse werden gezeigt; prüfen Sie, ob Programm und Server zusammenpassen.</translation>
    </message>
    <message>
        <source>It is not JSON: %1.</source>
        <translation>Es ist kein JSON: %1.</translation>
    </message>
    <message>
        <source>It is not a JSON object.</source>
        <translation>Es ist kein JSON-Objekt.</translation>
    </message>
    <message>
        <source>It has no type.</source>
        <translation>Es hat keinen Typ.</translation>
    </message>
</context>
<context>
    <name>slipway::RemainingTime</name>
    <message>
        <source>a few seconds left</source>
        <translation>noch wenige Sekunden</translation>
    </message>
    <message>
        <source>about %1 s left</source>
        <translation>noch etwa %1 s</translation>
    </message>
    <message>
        <source>about %1 min left</source>
        <translation>noch etwa %1 min</translation>
    </message>
    <message>
        <source>about %1 min %2 s left</source>
        <translation>noch etwa %1 min %2 s</translation>
    </message>
    <message>
        <source>about %1 h %2 min left</source>
        <translation>noch etwa %1 h %2 min</translation>
    </message>
</context>
<context>
    <name>slipway::RunRecord</name>
    <message>
        <source>Cannot read a run. It has no number. Check that client and server fit together.</source>
        <translation>Ein Lauf kann nicht gelesen werden. Er hat keine Nummer. Prüfen Sie, ob Programm und Server zusammenpassen.</translation>
    </message>
    <message>
        <source>Cannot read the runs of the container. The answer is not a list of them. Check the server&apos;s address.</source>
        <translation>Die Läufe des Containers können nicht gelesen werden. Die Antwort ist keine Liste davon. Prüfen Sie die Adresse des Servers.</translation>
    </message>
</context>
<context>
    <name>slipway::Service</name>
    <message>
        <source>Cannot read the list of services. The server sent something else. Check that client and server fit together.</source>
        <translation>Die Liste der Dienste kann nicht gelesen werden. Der Server hat etwas anderes gesendet. Prüfen Sie, ob Programm und Server zusammenpassen.</translation>
    </message>
</context>
<context>
    <name>slipway::Snapshot</name>
    <message>
        <source>Cannot read the state of the run. The server sent no JSON object. The events that follow are used instead.</source>
        <translation>Der Stand des Laufs kann nicht gelesen werden. Der Server hat kein JSON-Objekt gesendet. Stattdessen gelten die folgenden Ereignisse.</translation>
    </message>
</context>
<context>
    <name>slipway::Step</name>
    <message>
        <source>Create Container</source>
        <translation>Container anlegen</translation>
    </message>
    <message>
        <source>Start Container</source>
        <translation>Container starten</translation>
    </message>
    <message>
        <source>Deploy Files</source>
        <translation>Dateien übertragen</translation>
    </message>
    <message>
        <source>Run Scripts</source>
        <translation>Skripte</translation>
    </message>
    <message>
        <source>Finalize</source>
        <translation>Abschließen</translation>
    </message>
    <message>
        <source>Making the container on its host</source>
        <translation>Wird auf seinem Host angelegt</translation>
    </message>
    <message>
        <source>Booting and waiting for the network</source>
        <translation>Startet und wartet auf das Netz</translation>
    </message>
    <message>
        <source>Copying the template&apos;s files and packages</source>
        <translation>Dateien und Pakete der Vorlage</translation>
    </message>
    <message>
        <source>Running the setup scripts</source>
        <translation>Die Einrichtungsskripte laufen</translation>
    </message>
    <message>
        <source>Looking for services and credentials</source>
        <translation>Sucht Dienste und Zugangsdaten</translation>
    </message>
</context>
<context>
    <name>slipway::Template</name>
    <message>
        <source>Cannot read the template &quot;%1&quot;. It has no template.conf. Check the folder of templates.</source>
        <translation>Die Vorlage „%1“ kann nicht gelesen werden. Sie hat keine template.conf. Prüfen Sie den Ordner der Vorlagen.</translation>
    </message>
    <message>
        <source>Cannot use the template &quot;%1&quot;. &quot;%2&quot; is past the limit. Make it smaller.</source>
        <translation>Die Vorlage „%1“ ist nicht möglich. „%2“ überschreitet die Grenze. Verkleinern Sie es.</translation>
    </message>
    <message>
        <source>The time limit &quot;%1&quot; is left out: it is not SCRIPT=SECONDS of a script here</source>
        <translation>Die Zeitgrenze „%1“ entfällt: sie ist kein SKRIPT=SEKUNDEN eines Skripts hier</translation>
    </message>
    <message>
        <source>%1 is no script: its name is not NN-name.sh</source>
        <translation>%1 ist kein Skript: sein Name ist nicht NN-name.sh</translation>
    </message>
    <message>
        <source>%1 is left out: the script is there enabled, too</source>
        <translation>%1 entfällt: das Skript ist auch eingeschaltet vorhanden</translation>
    </message>
    <message>
        <source>%1 is left out: no %1.path says where it goes</source>
        <translation>%1 entfällt: kein %1.path sagt, wohin es gehört</translation>
    </message>
    <message>
        <source>%1 is no list of packages: it ends in none of .apt, .npm and .pip</source>
        <translation>%1 ist keine Paketliste: sie endet nicht auf .apt, .npm oder .pip</translation>
    </message>
    <message>
        <source>%1 is left out: it is a symbolic link</source>
        <translation>%1 entfällt: es ist ein symbolischer Link</translation>
    </message>
    <message>
        <source>Cannot find the template &quot;%1&quot;. There is: %2. Choose one of these.</source>
        <translation>Die Vorlage „%1“ wurde nicht gefunden. Es gibt: %2. Wählen Sie eine davon.</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>one of replace, default and backup</source>
        <translation>replace, default oder backup</translation>
    </message>
    <message>
        <source>one of apt, npm and pip</source>
        <translation>apt, npm oder pip</translation>
    </message>
    <message>
        <source>an object in { }</source>
        <translation>ein Objekt in { }</translation>
    </message>
    <message>
        <source>Cannot read the template. It is not a JSON object. Send what GET shows.</source>
        <translation>Die Vorlage kann nicht gelesen werden. Sie ist kein JSON-Objekt. Senden Sie, was GET zeigt.</translation>
    </message>
    <message>
        <source>Cannot keep %1 characters here. At most %2 are allowed. Shorten it.</source>
        <translation>%1 Zeichen können hier nicht gespeichert werden. Höchstens %2 sind erlaubt. Kürzen Sie den Text.</translation>
    </message>
    <message>
        <source>Cannot keep this text. It is one line, without line breaks, tabs or control characters. Take them out.</source>
        <translation>Dieser Text kann nicht gespeichert werden. Er ist eine Zeile ohne Umbrüche, Tabulatoren oder Steuerzeichen. Nehmen Sie sie heraus.</translation>
    </message>
    <message>
        <source>Cannot keep this text. It holds half a character. Type it again.</source>
        <translation>Dieser Text kann nicht gespeichert werden. Er enthält ein halbes Zeichen. Geben Sie ihn noch einmal ein.</translation>
    </message>
    <message>
        <source>Cannot use this name. It has 1 to 64 of A–Z, a–z, 0–9, dot, underscore and hyphen, begins with a letter or digit, and is not &quot;default&quot;. Write for example web-server.</source>
        <translation>Dieser Name ist nicht möglich. Er hat 1 bis 64 Zeichen aus A–Z, a–z, 0–9, Punkt, Unterstrich und Bindestrich, beginnt mit einem Buchstaben oder einer Ziffer und ist nicht „default“. Schreiben Sie zum Beispiel web-server.</translation>
    </message>
    <message>
        <source>Cannot keep a template without a title. Nobody could choose it. Type one.</source>
        <translation>Eine Vorlage ohne Titel kann nicht gespeichert werden. Niemand könnte sie wählen. Geben Sie einen ein.</translation>
    </message>
    <message>
        <source>Cannot use this system. Write it as Proxmox VE names its templates, for example debian-12-standard, or leave it empty.</source>
        <translation>Dieses System ist nicht möglich. Schreiben Sie es so, wie Proxmox VE seine Templates nennt, zum Beispiel debian-12-standard, oder lassen Sie das Feld leer.</translation>
    </message>
    <message>
        <source>Cannot keep the tag &quot;%1&quot; twice. Remove one.</source>
        <translation>Das Schlagwort „%1“ kann nicht zweimal gespeichert werden. Entfernen Sie eines.</translation>
    </message>
    <message>
        <source>Cannot use this script name. It is NN-name.sh: a number, which says its place, and A–Z, a–z, 0–9, dot, underscore and hyphen. Write for example 10-setup.sh.</source>
        <translation>Dieser Skriptname ist nicht möglich. Er ist NN-name.sh: eine Zahl, die den Platz angibt, und A–Z, a–z, 0–9, Punkt, Unterstrich und Bindestrich. Schreiben Sie zum Beispiel 10-setup.sh.</translation>
    </message>
    <message>
        <source>Cannot run &quot;%1&quot; after &quot;%2&quot;. Its number says that it runs before. Change the number or the place.</source>
        <translation>„%1“ kann nicht nach „%2“ laufen. Seine Zahl sagt, dass es vorher läuft. Ändern Sie die Zahl oder den Platz.</translation>
    </message>
    <message>
        <source>Cannot keep two files called &quot;%1&quot;. They lie in one folder of the template. Rename one, and let a script move it.</source>
        <translation>Zwei Dateien namens „%1“ können nicht gespeichert werden. Sie liegen in einem Ordner der Vorlage. Benennen Sie eine um, und lassen Sie ein Skript sie verschieben.</translation>
    </message>
    <message>
        <source>Cannot keep &quot;%1&quot; beside &quot;%2&quot;. The template&apos;s folder uses this name to say where that file goes. Rename one.</source>
        <translation>„%1“ kann nicht neben „%2“ gespeichert werden. Der Ordner der Vorlage verwendet diesen Namen für den Zielort dieser Datei. Benennen Sie eine um.</translation>
    </message>
    <message>
        <source>Cannot keep this path. It is too long, its folder ends in a blank, or it holds half a character. Choose another one.</source>
        <translation>Dieser Pfad kann nicht gespeichert werden. Er ist zu lang, sein Ordner endet mit einem Leerzeichen, oder er enthält ein halbes Zeichen. Wählen Sie einen anderen.</translation>
    </message>
    <message>
        <source>Cannot keep two lists called &quot;%1&quot;. Rename one.</source>
        <translation>Zwei Listen namens „%1“ können nicht gespeichert werden. Benennen Sie eine um.</translation>
    </message>
    <message>
        <source>Cannot keep %1 lists of packages. At most %2 are allowed. Join some.</source>
        <translation>%1 Paketlisten können nicht gespeichert werden. Höchstens %2 sind erlaubt. Legen Sie einige zusammen.</translation>
    </message>
    <message>
        <source>Cannot take %1 packages of %2. At most %3 are allowed. Remove some.</source>
        <translation>%1 Pakete von %2 sind nicht möglich. Höchstens %3 sind erlaubt. Entfernen Sie einige.</translation>
    </message>
    <message>
        <source>Cannot keep &quot;%1&quot; twice. Remove one.</source>
        <translation>„%1“ kann nicht zweimal gespeichert werden. Entfernen Sie eines.</translation>
    </message>
    <message>
        <source>Cannot use the bucket &quot;%1&quot; twice. Remove one.</source>
        <translation>Die Paketsammlung „%1“ ist nicht zweimal möglich. Entfernen Sie eine.</translation>
    </message>
    <message>
        <source>Cannot use %1 buckets. At most %2 are allowed. Remove some.</source>
        <translation>%1 Paketsammlungen sind nicht möglich. Höchstens %2 sind erlaubt. Entfernen Sie einige.</translation>
    </message>
    <message>
        <source>Cannot use this name of a list. It has 1 to 64 of A–Z, a–z, 0–9, dot, underscore and hyphen, and begins with a letter or digit. Write for example base.</source>
        <translation>Dieser Name einer Liste ist nicht möglich. Er hat 1 bis 64 Zeichen aus A–Z, a–z, 0–9, Punkt, Unterstrich und Bindestrich und beginnt mit einem Buchstaben oder einer Ziffer. Schreiben Sie zum Beispiel base.</translation>
    </message>
    <message>
        <source>Cannot write %1. %2. Check the disk and who may write there.</source>
        <translation>%1 kann nicht geschrieben werden. %2. Prüfen Sie den Datenträger und wer dort schreiben darf.</translation>
    </message>
    <message>
        <source>Cannot change the template. Its folder %1 holds too much that is no part of a template. Move that elsewhere.</source>
        <translation>Die Vorlage kann nicht geändert werden. Ihr Ordner %1 enthält zu viel, das kein Teil einer Vorlage ist. Legen Sie das woanders ab.</translation>
    </message>
    <message>
        <source>Its folder cannot be made</source>
        <translation>Ihr Ordner kann nicht angelegt werden</translation>
    </message>
    <message>
        <source>It does not reach the disk</source>
        <translation>Sie erreicht den Datenträger nicht</translation>
    </message>
    <message>
        <source>Cannot keep the template &quot;%1&quot;. What was written does not read as it was meant. Report this with the template.</source>
        <translation>Die Vorlage „%1“ kann nicht gespeichert werden. Was geschrieben wurde, liest sich nicht so, wie es gemeint war. Melden Sie dies mit der Vorlage.</translation>
    </message>
    <message>
        <source>The new folder cannot take the place of the old one</source>
        <translation>Der neue Ordner kann den Platz des alten nicht einnehmen</translation>
    </message>
    <message>
        <source>It cannot be moved away</source>
        <translation>Er kann nicht beiseitegelegt werden</translation>
    </message>
    <message>
        <source>Cannot write the template to %1. There is something, and it is no template. Choose a new folder or one with a template.conf.</source>
        <translation>Die Vorlage kann nicht nach %1 geschrieben werden. Dort liegt etwas, das keine Vorlage ist. Wählen Sie einen neuen Ordner oder einen mit einer template.conf.</translation>
    </message>
    <message>
        <source>Cannot write the template. %1 is a symbolic link. Replace it by what it points to, or choose another folder.</source>
        <translation>Die Vorlage kann nicht geschrieben werden. %1 ist ein symbolischer Link. Ersetzen Sie ihn durch sein Ziel, oder wählen Sie einen anderen Ordner.</translation>
    </message>
    <message>
        <source>%1.policy is unknown: replace is used</source>
        <translation>%1.policy ist unbekannt: „replace“ wird verwendet</translation>
    </message>
</context>
<context>
    <name>slipway::credentials::CountdownRing</name>
    <message>
        <source>The clipboard will be cleared by itself</source>
        <translation>Die Zwischenablage wird von selbst geleert</translation>
    </message>
</context>
<context>
    <name>slipway::credentials::CredentialPanel</name>
    <message>
        <source>Credentials</source>
        <translation>Zugangsdaten</translation>
    </message>
</context>
<context>
    <name>slipway::credentials::SecretField</name>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <source>Reveal %1</source>
        <translation>%1 zeigen</translation>
    </message>
    <message>
        <source>Copy %1</source>
        <translation>%1 kopieren</translation>
    </message>
    <message>
        <source>encrypted, cannot be shown</source>
        <translation>verschlüsselt, kann nicht gezeigt werden</translation>
    </message>
    <message>
        <source>%1, hidden</source>
        <translation>%1, verborgen</translation>
    </message>
    <message>
        <source>Hide %1</source>
        <translation>%1 verbergen</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::BackendProcess</name>
    <message>
        <source>Cannot start the backend. It did not say that it listens within %1 s.</source>
        <translation>Das Backend kann nicht gestartet werden. Es hat nicht innerhalb von %1 s gemeldet, dass es bereit ist.</translation>
    </message>
    <message>
        <source>Cannot start the backend. slipwayd is neither beside this program nor in PATH. Install it, or attach to one with --server.</source>
        <translation>Das Backend kann nicht gestartet werden. slipwayd liegt weder neben diesem Programm noch in PATH. Installieren Sie es, oder verbinden Sie sich mit --server mit einem vorhandenen.</translation>
    </message>
    <message>
        <source>Cannot make a private directory. %1</source>
        <translation>Ein privater Ordner kann nicht angelegt werden. %1</translation>
    </message>
    <message>
        <source>Cannot write the access token. %1</source>
        <translation>Das Zugangstoken kann nicht geschrieben werden. %1</translation>
    </message>
    <message>
        <source>Cannot start %1. %2.</source>
        <translation>%1 kann nicht gestartet werden. %2.</translation>
    </message>
    <message>
        <source>It was ended by a signal.</source>
        <translation>Es wurde durch ein Signal beendet.</translation>
    </message>
    <message>
        <source>It ended with exit code %1.</source>
        <translation>Es endete mit dem Exit-Code %1.</translation>
    </message>
    <message>
        <source>The backend stopped. %1 %2</source>
        <translation>Das Backend ist stehen geblieben. %1 %2</translation>
    </message>
    <message>
        <source>The backend stopped. %1 It is being started again.</source>
        <translation>Das Backend ist stehen geblieben. %1 Es wird wieder gestartet.</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::BucketsPage</name>
    <message>
        <source>packages: %1</source>
        <translation>Pakete: %1</translation>
    </message>
    <message>
        <source>%1 · used by no template</source>
        <translation>%1 · von keiner Vorlage verwendet</translation>
    </message>
    <message>
        <source>%1 · used by %2</source>
        <translation>%1 · verwendet von %2</translation>
    </message>
    <message>
        <source>New Bucket</source>
        <translation>Neue Sammlung</translation>
    </message>
    <message>
        <source>Package buckets</source>
        <translation>Paketsammlungen</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Debian packages (apt)</source>
        <translation>Debian-Pakete (apt)</translation>
    </message>
    <message>
        <source>Node packages (npm)</source>
        <translation>Node-Pakete (npm)</translation>
    </message>
    <message>
        <source>Python packages (pip)</source>
        <translation>Python-Pakete (pip)</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Löschen…</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>The package bucket %1 is saved.</source>
        <translation>Die Paketsammlung %1 ist gespeichert.</translation>
    </message>
    <message>
        <source>The package bucket %1 is deleted.</source>
        <translation>Die Paketsammlung %1 ist gelöscht.</translation>
    </message>
    <message>
        <source>The package buckets could not be loaded</source>
        <translation>Die Paketsammlungen konnten nicht geladen werden</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>No package buckets yet</source>
        <translation>Noch keine Paketsammlungen</translation>
    </message>
    <message>
        <source>A bucket is a list of packages under a name. Templates that use it install what is in it; change it in one place.</source>
        <translation>Eine Sammlung ist eine Liste von Paketen unter einem Namen. Vorlagen, die sie verwenden, installieren ihren Inhalt; geändert wird sie an einer Stelle.</translation>
    </message>
    <message>
        <source>Templates choose it by this name; it stays.</source>
        <translation>Vorlagen wählen sie unter diesem Namen; er bleibt.</translation>
    </message>
    <message>
        <source>No template uses it.</source>
        <translation>Keine Vorlage verwendet sie.</translation>
    </message>
    <message>
        <source>Used by: %1. They install what is in it the next time.</source>
        <translation>Verwendet von: %1. Sie installieren beim nächsten Mal ihren Inhalt.</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>Wird gespeichert…</translation>
    </message>
    <message>
        <source>Nothing is changed.</source>
        <translation>Nichts ist geändert.</translation>
    </message>
    <message>
        <source>Drop what you typed?</source>
        <translation>Eingaben verwerfen?</translation>
    </message>
    <message>
        <source>The package bucket is not stored yet.</source>
        <translation>Die Paketsammlung ist noch nicht gespeichert.</translation>
    </message>
    <message>
        <source>The changes of %1 are not stored yet.</source>
        <translation>Die Änderungen an %1 sind noch nicht gespeichert.</translation>
    </message>
    <message>
        <source>Drop It</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Delete the package bucket %1?</source>
        <translation>Paketsammlung %1 löschen?</translation>
    </message>
    <message>
        <source>These templates use it: %1. No container can be made from them until it is taken out of them. Containers that exist stay as they are.</source>
        <translation>Diese Vorlagen verwenden sie: %1. Aus ihnen kann kein Container entstehen, bis sie dort herausgenommen ist. Bestehende Container bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>No template uses it. Containers that exist stay as they are.</source>
        <translation>Keine Vorlage verwendet sie. Bestehende Container bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Delete Bucket</source>
        <translation>Sammlung löschen</translation>
    </message>
    <message>
        <source>Replace what is stored?</source>
        <translation>Gespeichertes ersetzen?</translation>
    </message>
    <message>
        <source>%1

What you typed is kept here in any case.</source>
        <translation>%1

Ihre Eingaben bleiben hier in jedem Fall erhalten.</translation>
    </message>
    <message>
        <source>Replace Theirs</source>
        <translation>Andere Fassung ersetzen</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::CommandPalette</name>
    <message>
        <source>%1, %2</source>
        <comment>what happens, where</comment>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Command palette</source>
        <translation>Befehlspalette</translation>
    </message>
    <message>
        <source>What do you want to do?</source>
        <translation>Was möchten Sie tun?</translation>
    </message>
    <message>
        <source>What fits</source>
        <translation>Was passt</translation>
    </message>
    <message>
        <source>Nothing fits. Type fewer letters.</source>
        <translation>Nichts passt. Geben Sie weniger Buchstaben ein.</translation>
    </message>
    <message numerus="yes">
        <source>%n entries</source>
        <translation>
            <numerusform>%n Eintrag</numerusform>
            <numerusform>%n Einträge</numerusform>
        </translation>
    </message>
    <message>
        <source>%1. %2</source>
        <comment>count of entries, chosen one</comment>
        <translation>%1. %2</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::ConfirmDialog</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Nothing was made on the host; the run and its log are deleted. This cannot be undone.</source>
        <translation>Auf dem Host wurde nichts angelegt; der Lauf und sein Protokoll werden gelöscht. Das lässt sich nicht rückgängig machen.</translation>
    </message>
    <message>
        <source>The container %1 and everything in it are destroyed, with its log. This cannot be undone.</source>
        <translation>Der Container %1 und alles darin werden zerstört, mit seinem Protokoll. Das lässt sich nicht rückgängig machen.</translation>
    </message>
    <message>
        <source>Delete %1?</source>
        <translation>%1 löschen?</translation>
    </message>
    <message>
        <source>Delete Run</source>
        <translation>Lauf löschen</translation>
    </message>
    <message>
        <source>Delete Container</source>
        <translation>Container löschen</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::ConnectionTest</name>
    <message>
        <source>Cannot use %1. What answers there is not a Slipway backend. Check the address.</source>
        <translation>%1 ist nicht nutzbar. Was dort antwortet, ist kein Slipway-Backend. Prüfen Sie die Adresse.</translation>
    </message>
    <message>
        <source>Cannot sign in. The backend does not accept this token. Paste the right one.</source>
        <translation>Die Anmeldung ist nicht möglich. Das Backend nimmt dieses Token nicht an. Fügen Sie das richtige ein.</translation>
    </message>
    <message>
        <source>Cannot sign in. The backend asks for a token. Enter it.</source>
        <translation>Die Anmeldung ist nicht möglich. Das Backend verlangt ein Token. Geben Sie es ein.</translation>
    </message>
    <message numerus="yes">
        <source>Connected: Slipway %1 with %n containers.</source>
        <translation>
            <numerusform>Verbunden: Slipway %1 mit %n Container.</numerusform>
            <numerusform>Verbunden: Slipway %1 mit %n Containern.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::desktop::ContainerDelegate</name>
    <message>
        <source>default template</source>
        <translation>Standardvorlage</translation>
    </message>
    <message>
        <source>on %1</source>
        <translation>auf %1</translation>
    </message>
    <message>
        <source>Simulation</source>
        <translation>Simulation</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::ContainerListController</name>
    <message>
        <source>Cannot read the list of containers. The answer is not one. Check the server&apos;s address.</source>
        <translation>Die Liste der Container kann nicht gelesen werden. Die Antwort ist keine. Prüfen Sie die Adresse des Servers.</translation>
    </message>
    <message>
        <source>Cannot read the list of containers. The server answered with the error %1. What is shown may be old; Slipway tries again by itself.</source>
        <translation>Die Liste der Container kann nicht gelesen werden. Der Server antwortete mit dem Fehler %1. Das Gezeigte ist vielleicht veraltet; Slipway versucht es von selbst wieder.</translation>
    </message>
    <message>
        <source>Cannot hear the backend any more. What is shown may be old; Slipway connects again by itself.</source>
        <translation>Vom Backend ist nichts mehr zu hören. Das Gezeigte ist vielleicht veraltet; Slipway verbindet sich von selbst wieder.</translation>
    </message>
    <message>
        <source>The connection to the backend broke. What is shown may be old; Slipway connects again by itself.</source>
        <translation>Die Verbindung zum Backend ist abgerissen. Das Gezeigte ist vielleicht veraltet; Slipway verbindet sich von selbst wieder.</translation>
    </message>
    <message>
        <source>Cannot read the list of containers. You are not allowed to see it.</source>
        <translation>Die Liste der Container kann nicht gelesen werden. Sie dürfen sie nicht sehen.</translation>
    </message>
    <message>
        <source>Waiting for the list of containers from %1, which has not answered yet. What is shown may be old until it does.</source>
        <translation>Gewartet wird auf die Liste der Container von %1; eine Antwort kam noch nicht. Bis dahin kann das Gezeigte veraltet sein.</translation>
    </message>
    <message>
        <source>Waiting for the list of containers from %1, which has not answered yet. It opens by itself when the answer comes.</source>
        <translation>Gewartet wird auf die Liste der Container von %1; eine Antwort kam noch nicht. Sobald sie kommt, öffnet sich die Liste von selbst.</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::ContainerListPage</name>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Filter containers</source>
        <translation>Container filtern</translation>
    </message>
    <message>
        <source>Containers</source>
        <translation>Container</translation>
    </message>
    <message>
        <source>Where the containers live</source>
        <translation>Wo die Container leben</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>Überall</translation>
    </message>
    <message>
        <source>Order of the list</source>
        <translation>Reihenfolge der Liste</translation>
    </message>
    <message>
        <source>Newest first</source>
        <translation>Neueste zuerst</translation>
    </message>
    <message>
        <source>By name</source>
        <translation>Nach Namen</translation>
    </message>
    <message>
        <source>By state</source>
        <translation>Nach Zustand</translation>
    </message>
    <message>
        <source>This backend&apos;s host</source>
        <translation>Host dieses Backends</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Show Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Copy Name</source>
        <translation>Namen kopieren</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Löschen…</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>Nicht verbunden</translation>
    </message>
    <message>
        <source>What there is appears here as soon as the backend lets us in. The reason is above.</source>
        <translation>Was es gibt, erscheint hier, sobald das Backend uns einlässt. Der Grund steht oben.</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Nothing matches</source>
        <translation>Nichts passt</translation>
    </message>
    <message>
        <source>Nothing of this kind lives on %1.</source>
        <translation>Auf %1 lebt nichts dieser Art.</translation>
    </message>
    <message>
        <source>No name, template, node, address or state contains “%1”.</source>
        <translation>Kein Name, keine Vorlage, kein Knoten, keine Adresse und kein Zustand enthält „%1“.</translation>
    </message>
    <message>
        <source>No containers yet</source>
        <translation>Noch keine Container</translation>
    </message>
    <message>
        <source>Pick a template</source>
        <translation>Vorlage wählen</translation>
    </message>
    <message>
        <source>It says what is installed and set up inside.</source>
        <translation>Sie sagt, was darin installiert und eingerichtet wird.</translation>
    </message>
    <message>
        <source>Give it a name</source>
        <translation>Namen geben</translation>
    </message>
    <message>
        <source>Place, size and network, too, or what the template says.</source>
        <translation>Auch Ort, Größe und Netzwerk, oder wie die Vorlage es sagt.</translation>
    </message>
    <message>
        <source>Watch it come up</source>
        <translation>Beim Entstehen zusehen</translation>
    </message>
    <message>
        <source>Its log, and at the end its services and how to log in.</source>
        <translation>Sein Protokoll, am Ende seine Dienste und Zugangsdaten.</translation>
    </message>
    <message>
        <source>So far every container is only simulated. Real ones are made on a Proxmox VE node.</source>
        <translation>Bisher wird jeder Container nur simuliert. Echte entstehen auf einem Proxmox-VE-Knoten.</translation>
    </message>
    <message>
        <source>Made on the backend&apos;s machine, or on a Proxmox VE node.</source>
        <translation>Auf der Maschine des Backends oder auf einem Proxmox-VE-Knoten.</translation>
    </message>
    <message>
        <source>Clear Filter</source>
        <translation>Filter leeren</translation>
    </message>
    <message>
        <source>New Container</source>
        <translation>Neuer Container</translation>
    </message>
    <message>
        <source>Add a Proxmox VE Node</source>
        <translation>Proxmox-VE-Knoten hinzufügen</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::ContainerModel</name>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>creating, %1 %</source>
        <translation>wird angelegt, %1 %</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>bereit</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>gestoppt</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>deleted</source>
        <translation>gelöscht</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>gone from its host</source>
        <translation>von seinem Host verschwunden</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>, on %1</source>
        <translation>, auf %1</translation>
    </message>
    <message>
        <source>, simulation</source>
        <translation>, Simulation</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::ContainerPlan</name>
    <message>
        <source>Cannot give %1 an address. Counted up from %2 they leave the network before it. Begin lower, use a larger network or fewer names.</source>
        <translation>%1 kann keine Adresse bekommen. Von %2 an hochgezählt verlassen die Adressen das Netz vorher. Beginnen Sie weiter unten, oder nehmen Sie ein größeres Netz oder weniger Namen.</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::CreateCommand</name>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>the script</source>
        <translation>das Skript</translation>
    </message>
    <message>
        <source>the root password</source>
        <translation>das root-Passwort</translation>
    </message>
    <message>
        <source>the public keys, one a line</source>
        <translation>die öffentlichen Schlüssel, einer je Zeile</translation>
    </message>
    <message>
        <source>the file for %1</source>
        <translation>die Datei für %1</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::CreateConfigureStep</name>
    <message>
        <source>Simulation</source>
        <translation>Simulation</translation>
    </message>
    <message>
        <source>web-01</source>
        <translation>web-01</translation>
    </message>
    <message>
        <source>the template&apos;s own</source>
        <translation>das der Vorlage</translation>
    </message>
    <message>
        <source>Hostname</source>
        <translation>Hostname</translation>
    </message>
    <message>
        <source>Root file system</source>
        <translation>Wurzeldateisystem</translation>
    </message>
    <message>
        <source>busybox, debootstrap:bookworm or rootfs:/path/to/rootfs.tar.zst</source>
        <translation>busybox, debootstrap:bookworm oder rootfs:/pfad/zu/rootfs.tar.zst</translation>
    </message>
    <message>
        <source> MB</source>
        <translation> MB</translation>
    </message>
    <message>
        <source> GB</source>
        <translation> GB</translation>
    </message>
    <message>
        <source>Cores</source>
        <translation>Kerne</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Arbeitsspeicher</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>Festplatte</translation>
    </message>
    <message>
        <source> s</source>
        <translation> s</translation>
    </message>
    <message>
        <source>nowhere</source>
        <translation>nirgends</translation>
    </message>
    <message>
        <source>Takes about</source>
        <translation>Dauert etwa</translation>
    </message>
    <message>
        <source>Log lines</source>
        <translation>Protokollzeilen</translation>
    </message>
    <message>
        <source>Fails at</source>
        <translation>Schlägt fehl bei</translation>
    </message>
    <message>
        <source>A step (starting) or a script&apos;s name.</source>
        <translation>Ein Schritt (starting) oder der Name eines Skripts.</translation>
    </message>
    <message>
        <source>Exit code</source>
        <translation>Exit-Code</translation>
    </message>
    <message>
        <source>%1 … %2</source>
        <translation>%1 … %2</translation>
    </message>
    <message>
        <source>How it is called on the network. web-{1..5} makes five at once.</source>
        <translation>So heißt er im Netz. web-{1..5} legt fünf auf einmal an.</translation>
    </message>
    <message numerus="yes">
        <source>Creates %n containers: %1 … %2</source>
        <translation>
            <numerusform>Legt %n Container an: %1 … %2</numerusform>
            <numerusform>Legt %n Container an: %1 … %2</numerusform>
        </translation>
    </message>
    <message>
        <source>Simulated host</source>
        <translation>Simulierter Host</translation>
    </message>
    <message>
        <source>This backend&apos;s host</source>
        <translation>Host dieses Backends</translation>
    </message>
    <message>
        <source>This backend&apos;s host (%1)</source>
        <translation>Host dieses Backends (%1)</translation>
    </message>
    <message>
        <source>Keep the container to look at it</source>
        <translation>Container behalten, um ihn anzusehen</translation>
    </message>
    <message>
        <source>Remove the container</source>
        <translation>Container entfernen</translation>
    </message>
    <message>
        <source>If the creation fails</source>
        <translation>Wenn das Anlegen fehlschlägt</translation>
    </message>
    <message>
        <source>Nothing is left on the host; the log of the run stays. Trying again begins from the start.</source>
        <translation>Auf dem Host bleibt nichts zurück, das Protokoll des Laufs bleibt. Ein neuer Versuch beginnt von vorn.</translation>
    </message>
    <message>
        <source>It stays on the host as it is, and the run can go on with the step that failed.</source>
        <translation>Er bleibt auf dem Host, wie er ist, und der Lauf kann mit dem fehlgeschlagenen Schritt weitergehen.</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::CreateContainerController</name>
    <message>
        <source>Cannot bring back its scripts and files. %1</source>
        <translation>Skripte und Dateien können nicht zurückgeholt werden. %1</translation>
    </message>
    <message>
        <source>Its root password is kept nowhere; the new container gets none.</source>
        <translation>Das root-Passwort wird nirgends aufbewahrt; der neue Container bekommt keines.</translation>
    </message>
    <message>
        <source>The request is on its way.</source>
        <translation>Die Anfrage ist unterwegs.</translation>
    </message>
    <message>
        <source>There is no connection to a backend yet.</source>
        <translation>Es besteht noch keine Verbindung zu einem Backend.</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>Vorlage</translation>
    </message>
    <message>
        <source>Configure</source>
        <translation>Einrichten</translation>
    </message>
    <message>
        <source>Packages</source>
        <translation>Pakete</translation>
    </message>
    <message>
        <source>Scripts</source>
        <translation>Skripte</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Cannot create all containers. Created: %1, not created: %2. The reason stands at each name. Correct it and create the rest.</source>
        <translation>Es konnten nicht alle Container angelegt werden. Angelegt: %1, nicht angelegt: %2. Der Grund steht bei jedem Namen. Korrigieren Sie ihn, und legen Sie die übrigen an.</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::CreateDraft</name>
    <message>
        <source>Cannot write %1. %2. What you typed stays in the window.</source>
        <translation>%1 kann nicht geschrieben werden. %2. Ihre Eingaben bleiben im Fenster.</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::CreatePackagesStep</name>
    <message>
        <source>More packages</source>
        <translation>Weitere Pakete</translation>
    </message>
    <message>
        <source>One a line, installed before the scripts run. A list can be pasted as it is.</source>
        <translation>Eines je Zeile, installiert, bevor die Skripte laufen. Eine Liste kann so eingefügt werden, wie sie ist.</translation>
    </message>
    <message>
        <source>Debian packages (apt)</source>
        <translation>Debian-Pakete (apt)</translation>
    </message>
    <message>
        <source>Node packages (npm)</source>
        <translation>Node-Pakete (npm)</translation>
    </message>
    <message>
        <source>Python packages (pip)</source>
        <translation>Python-Pakete (pip)</translation>
    </message>
    <message>
        <source>Installed anyway</source>
        <translation>Ohnehin installiert</translation>
    </message>
    <message>
        <source>From the template %1</source>
        <translation>Aus der Vorlage %1</translation>
    </message>
    <message>
        <source>From the package bucket %1</source>
        <translation>Aus der Paketsammlung %1</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::CreatePage</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>Anlegen</translation>
    </message>
    <message>
        <source>Leave Out</source>
        <translation>Weglassen</translation>
    </message>
    <message>
        <source>%1 Or delete the failed one of that name.</source>
        <translation>%1 Oder löschen Sie den fehlgeschlagenen dieses Namens.</translation>
    </message>
    <message>
        <source>Delete It…</source>
        <translation>Löschen…</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Alt+Right</source>
        <translation>Alt+Rechts</translation>
    </message>
    <message>
        <source>Alt+Left</source>
        <translation>Alt+Links</translation>
    </message>
    <message>
        <source>Ctrl+Return, from any step</source>
        <translation>Strg+Eingabe, aus jedem Schritt</translation>
    </message>
    <message>
        <source>There is a draft without a name, of %1. A root password is not in it.</source>
        <translation>Es gibt einen Entwurf ohne Namen vom %1. Ein root-Passwort ist nicht darin.</translation>
    </message>
    <message>
        <source>There is a draft for %1, of %2. A root password is not in it.</source>
        <translation>Es gibt einen Entwurf für %1 vom %2. Ein root-Passwort ist nicht darin.</translation>
    </message>
    <message>
        <source>This is the draft. What stood here before can be brought back.</source>
        <translation>Das ist der Entwurf. Was vorher hier stand, lässt sich zurückholen.</translation>
    </message>
    <message>
        <source>The preset %1 is filled in. What stood here before can be brought back.</source>
        <translation>Die Voreinstellung %1 ist eingesetzt. Was vorher hier stand, lässt sich zurückholen.</translation>
    </message>
    <message>
        <source>Bring Back</source>
        <translation>Zurückholen</translation>
    </message>
    <message>
        <source>Save as a Preset</source>
        <translation>Als Voreinstellung speichern</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Replace the preset %1?</source>
        <translation>Voreinstellung %1 ersetzen?</translation>
    </message>
    <message>
        <source>There is one of this name. What it holds is lost.</source>
        <translation>Es gibt eine dieses Namens. Ihr Inhalt geht verloren.</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>The preset %1 is saved. A root password is not in it.</source>
        <translation>Die Voreinstellung %1 ist gespeichert. Ein root-Passwort ist nicht darin.</translation>
    </message>
    <message>
        <source>Files that are sent again as before, without a field here: %1.</source>
        <translation>Dateien, die wie zuvor gesendet werden, ohne ein Feld hier: %1.</translation>
    </message>
    <message>
        <source>Creating…</source>
        <translation>Wird angelegt…</translation>
    </message>
    <message numerus="yes">
        <source>Create %n</source>
        <translation>
            <numerusform>%n anlegen</numerusform>
            <numerusform>%n anlegen</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::CreateReviewStep</name>
    <message>
        <source>Created</source>
        <translation>Angelegt</translation>
    </message>
    <message>
        <source>Not created</source>
        <translation>Nicht angelegt</translation>
    </message>
    <message>
        <source>Being sent</source>
        <translation>Wird gesendet</translation>
    </message>
    <message>
        <source>Not sent yet</source>
        <translation>Noch nicht gesendet</translation>
    </message>
    <message>
        <source>Copy Command</source>
        <translation>Befehl kopieren</translation>
    </message>
    <message>
        <source>Copy as JSON</source>
        <translation>Als JSON kopieren</translation>
    </message>
    <message>
        <source>The request for slipwayctl create --spec FILE, without the root password</source>
        <translation>Die Anfrage für slipwayctl create --spec DATEI, ohne das root-Passwort</translation>
    </message>
    <message>
        <source>Save as Preset…</source>
        <translation>Als Voreinstellung speichern…</translation>
    </message>
    <message>
        <source>Command that does the same</source>
        <translation>Befehl, der dasselbe tut</translation>
    </message>
    <message>
        <source>The same from a terminal</source>
        <translation>Dasselbe in einem Terminal</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <source>This is a simulation: nothing is created on any machine.</source>
        <translation>Das ist eine Simulation: auf keinem Rechner wird etwas angelegt.</translation>
    </message>
    <message numerus="yes">
        <source>And %n more.</source>
        <translation>
            <numerusform>Und %n weiterer.</numerusform>
            <numerusform>Und %n weitere.</numerusform>
        </translation>
    </message>
    <message>
        <source>Go to %1</source>
        <translation>Gehe zu %1</translation>
    </message>
    <message numerus="yes">
        <source>%n containers, one after the other</source>
        <translation>
            <numerusform>%n Container, einer nach dem anderen</numerusform>
            <numerusform>%n Container, einer nach dem anderen</numerusform>
        </translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Bearbeiten</translation>
    </message>
    <message>
        <source>Edit %1 in the step %2</source>
        <translation>%1 im Schritt %2 bearbeiten</translation>
    </message>
    <message>
        <source>It reads these files, which have to be made first: %1.</source>
        <translation>Er liest diese Dateien, die zuerst anzulegen sind: %1.</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::CreateScriptsStep</name>
    <message>
        <source>Your scripts</source>
        <translation>Eigene Skripte</translation>
    </message>
    <message>
        <source>Scripts of the template, in the order in which they run</source>
        <translation>Skripte der Vorlage in der Reihenfolge, in der sie laufen</translation>
    </message>
    <message>
        <source>Content of the template&apos;s script</source>
        <translation>Inhalt des Skripts der Vorlage</translation>
    </message>
    <message>
        <source>These run first. A script of your own with the same name takes the place of one.</source>
        <translation>Diese laufen zuerst. Ein eigenes Skript mit gleichem Namen tritt an die Stelle eines davon.</translation>
    </message>
    <message>
        <source>%1 (off)</source>
        <translation>%1 (aus)</translation>
    </message>
    <message>
        <source>From %1 (%2)</source>
        <translation>Aus %1 (%2)</translation>
    </message>
    <message>
        <source>Your scripts (%1)</source>
        <translation>Eigene Skripte (%1)</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::CreateTemplateStep</name>
    <message>
        <source>%1 × CPU</source>
        <translation>%1 × CPU</translation>
    </message>
    <message>
        <source>%1 GB disk</source>
        <translation>%1 GB Festplatte</translation>
    </message>
    <message>
        <source>scripts: %1</source>
        <translation>Skripte: %1</translation>
    </message>
    <message>
        <source>Presets</source>
        <translation>Voreinstellungen</translation>
    </message>
    <message>
        <source>Templates</source>
        <translation>Vorlagen</translation>
    </message>
    <message>
        <source>The templates are being loaded</source>
        <translation>Die Vorlagen werden geladen</translation>
    </message>
    <message>
        <source>No template</source>
        <translation>Keine Vorlage</translation>
    </message>
    <message>
        <source>An empty container with the host&apos;s default system. Packages and scripts can be added in the next steps.</source>
        <translation>Ein leerer Container mit dem Standardsystem des Hosts. Pakete und Skripte lassen sich in den nächsten Schritten ergänzen.</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>This backend has no templates yet. They are made on the page Templates.</source>
        <translation>Dieses Backend hat noch keine Vorlagen. Angelegt werden sie auf der Seite Vorlagen.</translation>
    </message>
    <message>
        <source>No template matches. Change the search or the tags.</source>
        <translation>Keine Vorlage passt. Ändern Sie die Suche oder die Schlagwörter.</translation>
    </message>
    <message>
        <source>What the host makes by itself</source>
        <translation>Was der Host von sich aus anlegt</translation>
    </message>
    <message>
        <source>All choices are yours</source>
        <translation>Alles ist Ihre Wahl</translation>
    </message>
    <message>
        <source>Not in the list of this backend</source>
        <translation>Nicht in der Liste dieses Backends</translation>
    </message>
    <message>
        <source>No presets yet</source>
        <translation>Noch keine Voreinstellungen</translation>
    </message>
    <message>
        <source>Save the Current Choices…</source>
        <translation>Aktuelle Wahl speichern…</translation>
    </message>
    <message>
        <source>Rename or Delete…</source>
        <translation>Umbenennen oder löschen…</translation>
    </message>
    <message>
        <source>Search templates</source>
        <translation>Vorlagen suchen</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::DetailPage</name>
    <message>
        <source>Template</source>
        <translation>Vorlage</translation>
    </message>
    <message>
        <source>default</source>
        <translation>Standard</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Node</source>
        <translation>Knoten</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>Host</translation>
    </message>
    <message>
        <source>Name on host</source>
        <translation>Name auf dem Host</translation>
    </message>
    <message>
        <source>VMID</source>
        <translation>VMID</translation>
    </message>
    <message>
        <source>Running for</source>
        <translation>Läuft seit</translation>
    </message>
    <message>
        <source>–</source>
        <translation>–</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>Angelegt</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Cores</source>
        <translation>Kerne</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Arbeitsspeicher</translation>
    </message>
    <message>
        <source> MB</source>
        <translation> MB</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>Festplatte</translation>
    </message>
    <message>
        <source> GB</source>
        <translation> GB</translation>
    </message>
    <message>
        <source>Identity</source>
        <translation>Kennung</translation>
    </message>
    <message>
        <source>Simulation</source>
        <translation>Simulation</translation>
    </message>
    <message>
        <source>Search Again</source>
        <translation>Neu suchen</translation>
    </message>
    <message>
        <source>Show Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Löschen…</translation>
    </message>
    <message>
        <source>Services</source>
        <translation>Dienste</translation>
    </message>
    <message>
        <source>Search for services again</source>
        <translation>Noch einmal nach Diensten suchen</translation>
    </message>
    <message>
        <source>state unknown</source>
        <translation>Zustand unbekannt</translation>
    </message>
    <message>
        <source>Locked by its host: %1.</source>
        <translation>Von seinem Host gesperrt: %1.</translation>
    </message>
    <message>
        <source>Going on there: %1.</source>
        <translation>Dort im Gang: %1.</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>Es wird gesucht…</translation>
    </message>
    <message>
        <source>It has to run for that.</source>
        <translation>Dafür muss er laufen.</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Deleting…</source>
        <translation>Wird gelöscht…</translation>
    </message>
    <message>
        <source>What is shown of the container</source>
        <translation>Was vom Container gezeigt wird</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>Überblick</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>Ereignisse</translation>
    </message>
    <message>
        <source>What runs in the container, and how to log in.</source>
        <translation>Was im Container läuft, und wie man sich anmeldet.</translation>
    </message>
    <message>
        <source>It failed and was to be removed, which was not possible yet (attempts: %1). The backend goes on trying. %2</source>
        <translation>Er ist gescheitert und sollte entfernt werden, was noch nicht möglich war (Versuche: %1). Das Backend versucht es weiter. %2</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::DetailsDialog</name>
    <message>
        <source>Creation of %1 failed</source>
        <translation>%1 fehlgeschlagen</translation>
    </message>
    <message>
        <source>Error report</source>
        <translation>Fehlerbericht</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <source>Copy Report</source>
        <translation>Bericht kopieren</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Known secrets are masked. Read it before you pass it on.</source>
        <translation>Bekannte Geheimnisse sind verdeckt. Lesen Sie den Bericht, bevor Sie ihn weitergeben.</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::DownloadRow</name>
    <message>
        <source>Download Now</source>
        <translation>Jetzt herunterladen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Cancel the download</source>
        <translation>Herunterladen abbrechen</translation>
    </message>
    <message>
        <source>The node downloads it. It goes on when you leave this page.</source>
        <translation>Der Knoten lädt es herunter. Das geht weiter, wenn Sie diese Seite verlassen.</translation>
    </message>
    <message>
        <source>The node downloads it: %1 %. It goes on when you leave this page.</source>
        <translation>Der Knoten lädt es herunter: %1 %. Das geht weiter, wenn Sie diese Seite verlassen.</translation>
    </message>
    <message>
        <source>The download was cancelled. The creation will download it, or you do now.</source>
        <translation>Das Herunterladen wurde abgebrochen. Beim Erstellen wird es heruntergeladen, oder jetzt.</translation>
    </message>
    <message>
        <source>It is not on the node yet. The creation downloads it first, which takes a while; or do that now.</source>
        <translation>Es ist noch nicht auf dem Knoten. Beim Erstellen wird es zuerst heruntergeladen, was eine Weile dauert; oder jetzt.</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::ErrorCard</name>
    <message>
        <source>Failed at %1</source>
        <translation>Fehlgeschlagen bei: %1</translation>
    </message>
    <message>
        <source>Last lines: %1</source>
        <translation>Letzte Zeilen: %1</translation>
    </message>
    <message>
        <source>Delete Leftovers…</source>
        <translation>Reste löschen…</translation>
    </message>
    <message>
        <source>Retrying…</source>
        <translation>Wird wiederholt…</translation>
    </message>
    <message>
        <source>Retry from This Step</source>
        <translation>Ab diesem Schritt wiederholen</translation>
    </message>
    <message>
        <source>Goes on with %1 in the same container; what came before is not repeated.</source>
        <translation>Fährt im selben Container mit %1 fort; was davor war, wird nicht wiederholt.</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::Expander</name>
    <message>
        <source>%1, expanded</source>
        <translation>%1, ausgeklappt</translation>
    </message>
    <message>
        <source>%1, collapsed</source>
        <translation>%1, eingeklappt</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::HistoryController</name>
    <message>
        <source>Cannot read the log. The answer holds no events. Try again.</source>
        <translation>Das Protokoll kann nicht gelesen werden. Die Antwort enthält keine Ereignisse. Versuchen Sie es noch einmal.</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::HistoryView</name>
    <message>
        <source>completed</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>Run %1 completed</source>
        <translation>Lauf %1 fertig</translation>
    </message>
    <message>
        <source>Run %1 goes on</source>
        <translation>Lauf %1 ist im Gang</translation>
    </message>
    <message>
        <source>Run %1 failed at %2</source>
        <translation>Lauf %1 fehlgeschlagen bei %2</translation>
    </message>
    <message>
        <source>Run %1 failed</source>
        <translation>Lauf %1 fehlgeschlagen</translation>
    </message>
    <message>
        <source>took %1</source>
        <translation>dauerte %1</translation>
    </message>
    <message>
        <source>Follow the Run</source>
        <translation>Dem Lauf folgen</translation>
    </message>
    <message>
        <source>Runs of this container</source>
        <translation>Läufe dieses Containers</translation>
    </message>
    <message>
        <source>Read Again</source>
        <translation>Neu lesen</translation>
    </message>
    <message>
        <source>The runs cannot be read</source>
        <translation>Die Läufe können nicht gelesen werden</translation>
    </message>
    <message>
        <source>Try Again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>No runs are known</source>
        <translation>Es sind keine Läufe bekannt</translation>
    </message>
    <message>
        <source>This container was not made here, or its history was removed. What is done to it from now on appears here.</source>
        <translation>Dieser Container ist nicht hier entstanden, oder sein Verlauf wurde entfernt. Was von jetzt an mit ihm geschieht, erscheint hier.</translation>
    </message>
    <message>
        <source>Run %1, %2</source>
        <translation>Lauf %1, %2</translation>
    </message>
    <message>
        <source>This log is long: its last %L1 events are shown, %L2 came before.</source>
        <translation>Dieses Protokoll ist lang: gezeigt werden die letzten %L1 Ereignisse, %L2 kamen davor.</translation>
    </message>
    <message>
        <source>Show from the Beginning</source>
        <translation>Vom Anfang an zeigen</translation>
    </message>
    <message>
        <source>Show Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Show Times</source>
        <translation>Zeiten zeigen</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::KeyEdit</name>
    <message>
        <source>OpenSSH key</source>
        <translation>OpenSSH-Schlüssel</translation>
    </message>
    <message>
        <source>PEM key</source>
        <translation>PEM-Schlüssel</translation>
    </message>
    <message>
        <source>Not a private key</source>
        <translation>Kein privater Schlüssel</translation>
    </message>
    <message>
        <source>Cannot read %1. It is no file. Choose another one.</source>
        <translation>%1 kann nicht gelesen werden. Es ist keine Datei. Wählen Sie eine andere.</translation>
    </message>
    <message>
        <source>Cannot read %1. %2. Choose another file, or paste the key.</source>
        <translation>%1 kann nicht gelesen werden. %2. Wählen Sie eine andere Datei, oder fügen Sie den Schlüssel ein.</translation>
    </message>
    <message>
        <source>Cannot use %1. It is larger than a key can be. Choose another file.</source>
        <translation>%1 ist nicht möglich. Die Datei ist größer, als ein Schlüssel sein kann. Wählen Sie eine andere.</translation>
    </message>
    <message>
        <source>Choose File…</source>
        <translation>Datei wählen…</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>Einfügen</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Choose the file of the private key</source>
        <translation>Datei des privaten Schlüssels wählen</translation>
    </message>
    <message>
        <source>Paste the private key from the clipboard</source>
        <translation>Den privaten Schlüssel aus der Zwischenablage einfügen</translation>
    </message>
    <message>
        <source>Remove the private key from the form</source>
        <translation>Den privaten Schlüssel aus dem Formular entfernen</translation>
    </message>
    <message>
        <source>Private key for SSH</source>
        <translation>Privater Schlüssel für SSH</translation>
    </message>
    <message>
        <source>Cannot paste a key. There is no text on the clipboard. Copy the whole key first.</source>
        <translation>Es kann kein Schlüssel eingefügt werden. In der Zwischenablage ist kein Text. Kopieren Sie zuerst den ganzen Schlüssel.</translation>
    </message>
    <message>
        <source>pasted</source>
        <translation>eingefügt</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>A key is stored; kept, unless you choose another one.</source>
        <translation>Ein Schlüssel ist gespeichert und bleibt, wenn Sie keinen anderen wählen.</translation>
    </message>
    <message>
        <source>No key yet.</source>
        <translation>Noch kein Schlüssel.</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::LivePanel</name>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>–</source>
        <translation>–</translation>
    </message>
    <message>
        <source>, nearly full</source>
        <translation>, fast voll</translation>
    </message>
    <message>
        <source>%1 of %2%3</source>
        <translation>%1 von %2%3</translation>
    </message>
    <message>
        <source>%1 d %2 h</source>
        <translation>%1 d %2 h</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 h %2 min</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Arbeitsspeicher</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>Festplatte</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>not running</source>
        <translation>läuft nicht</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>nicht bekannt</translation>
    </message>
    <message>
        <source>asking its host…</source>
        <translation>der Host wird gefragt…</translation>
    </message>
    <message numerus="yes">
        <source>of %n cores</source>
        <translation>
            <numerusform>von %n Kern</numerusform>
            <numerusform>von %n Kernen</numerusform>
        </translation>
    </message>
    <message>
        <source>1 core</source>
        <translation>1 Kern</translation>
    </message>
    <message>
        <source>↓ %1/s</source>
        <translation>↓ %1/s</translation>
    </message>
    <message>
        <source>↑ %1/s</source>
        <translation>↑ %1/s</translation>
    </message>
    <message>
        <source>%1 received</source>
        <translation>%1 empfangen</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Wiederholen</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::LookupField</name>
    <message>
        <source>Asking the node…</source>
        <translation>Der Knoten wird gefragt…</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Wiederholen</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::MainWindow</name>
    <message>
        <source>Slipway</source>
        <translation>Slipway</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>Containers</source>
        <translation>Container</translation>
    </message>
    <message>
        <source>Templates</source>
        <translation>Vorlagen</translation>
    </message>
    <message>
        <source>Nodes</source>
        <translation>Knoten</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Neu</translation>
    </message>
    <message>
        <source>New container</source>
        <translation>Neuer Container</translation>
    </message>
    <message>
        <source>Simulated host: nothing is created on this machine.</source>
        <translation>Simulierter Host: auf diesem Rechner wird nichts angelegt.</translation>
    </message>
    <message>
        <source>Host: %1</source>
        <translation>Host: %1</translation>
    </message>
    <message>
        <source>%1 / New</source>
        <translation>%1 / Neu</translation>
    </message>
    <message>
        <source>%1 / %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>Cannot open the container of the link. This backend has none with the id %1. Attach to the one that made it.</source>
        <translation>Der Container des Links kann nicht geöffnet werden. Dieses Backend hat keinen mit der Kennung %1. Verbinden Sie sich mit dem, das ihn angelegt hat.</translation>
    </message>
    <message>
        <source>Go to: %1</source>
        <translation>Gehe zu: %1</translation>
    </message>
    <message>
        <source>Theme: %1</source>
        <translation>Design: %1</translation>
    </message>
    <message>
        <source>Connect Again</source>
        <translation>Neu verbinden</translation>
    </message>
    <message>
        <source>Open %1</source>
        <translation>%1 öffnen</translation>
    </message>
    <message>
        <source>Show the log of %1</source>
        <translation>Protokoll von %1 zeigen</translation>
    </message>
    <message>
        <source>Start %1</source>
        <translation>%1 starten</translation>
    </message>
    <message>
        <source>Shut down %1…</source>
        <translation>%1 herunterfahren…</translation>
    </message>
    <message>
        <source>Restart %1…</source>
        <translation>%1 neu starten…</translation>
    </message>
    <message>
        <source>Stop %1 at once…</source>
        <translation>%1 sofort stoppen…</translation>
    </message>
    <message>
        <source>Delete %1…</source>
        <translation>%1 löschen…</translation>
    </message>
    <message>
        <source>New from %1</source>
        <translation>Neu aus %1</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>Vorlage</translation>
    </message>
    <message>
        <source>Containers on %1</source>
        <translation>Container auf %1</translation>
    </message>
    <message>
        <source>Node</source>
        <translation>Knoten</translation>
    </message>
    <message>
        <source>Edit node %1</source>
        <translation>Knoten %1 bearbeiten</translation>
    </message>
    <message>
        <source>Connect to: %1</source>
        <translation>Verbinden mit: %1</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>Dieser Rechner</translation>
    </message>
    <message>
        <source>Backend</source>
        <translation>Backend</translation>
    </message>
    <message>
        <source>Add a Connection…</source>
        <translation>Verbindung hinzufügen…</translation>
    </message>
    <message>
        <source>Manage Connections…</source>
        <translation>Verbindungen verwalten…</translation>
    </message>
    <message>
        <source>Remove the connection %1?</source>
        <translation>Verbindung %1 entfernen?</translation>
    </message>
    <message>
        <source>Its address and its token are forgotten here. The backend and its containers stay as they are.</source>
        <translation>Ihre Adresse und ihr Token werden hier vergessen. Das Backend und seine Container bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Remove Connection</source>
        <translation>Verbindung entfernen</translation>
    </message>
    <message>
        <source>Quit while containers are made?</source>
        <translation>Beenden, während Container angelegt werden?</translation>
    </message>
    <message numerus="yes">
        <source>%n creations are under way on the backend of this window. It stops when the window closes, and they end as failed.</source>
        <translation>
            <numerusform>%n Container wird auf dem Backend dieses Fensters angelegt. Es hält an, wenn das Fenster schließt, und der Lauf endet als fehlgeschlagen.</numerusform>
            <numerusform>%n Container werden auf dem Backend dieses Fensters angelegt. Es hält an, wenn das Fenster schließt, und die Läufe enden als fehlgeschlagen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Cancel the creation of %1?</source>
        <translation>Anlegen von %1 abbrechen?</translation>
    </message>
    <message>
        <source>The run stops after what it is doing now. What was already made stays until it is deleted.</source>
        <translation>Der Lauf hält nach dem an, was er gerade tut. Was schon angelegt ist, bleibt, bis es gelöscht wird.</translation>
    </message>
    <message>
        <source>Cancel Run</source>
        <translation>Lauf abbrechen</translation>
    </message>
    <message>
        <source>%1 / Package buckets</source>
        <translation>%1 / Paketsammlungen</translation>
    </message>
    <message>
        <source>Cannot read the log. The answer holds none. Try again.</source>
        <translation>Das Protokoll kann nicht gelesen werden. Die Antwort enthält keines. Versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>Deleting…</source>
        <translation>Wird gelöscht…</translation>
    </message>
    <message>
        <source>Keep Running</source>
        <translation>Weiterlaufen lassen</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::NavButton</name>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::NodeCard</name>
    <message>
        <source>API token %1!%2</source>
        <translation>API-Token %1!%2</translation>
    </message>
    <message>
        <source>password of %1</source>
        <translation>Passwort von %1</translation>
    </message>
    <message>
        <source>node %1</source>
        <translation>Knoten %1</translation>
    </message>
    <message>
        <source>no SSH</source>
        <translation>kein SSH</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Testen</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>Bearbeiten…</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>Entfernen…</translation>
    </message>
    <message>
        <source>Node %1, %2</source>
        <translation>Knoten %1, %2</translation>
    </message>
    <message>
        <source>Edit %1</source>
        <translation>%1 bearbeiten</translation>
    </message>
    <message>
        <source>Remove %1</source>
        <translation>%1 entfernen</translation>
    </message>
    <message>
        <source>Details of the test of %1</source>
        <translation>Details des Tests von %1</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>bereit</translation>
    </message>
    <message>
        <source>ready, with warnings</source>
        <translation>bereit, mit Warnungen</translation>
    </message>
    <message>
        <source>test failed</source>
        <translation>Test fehlgeschlagen</translation>
    </message>
    <message>
        <source>testing</source>
        <translation>wird getestet</translation>
    </message>
    <message>
        <source>not tested</source>
        <translation>nicht getestet</translation>
    </message>
    <message>
        <source> · Proxmox VE %1</source>
        <translation> · Proxmox VE %1</translation>
    </message>
    <message>
        <source> · tested at %1</source>
        <translation> · getestet um %1</translation>
    </message>
    <message>
        <source>Cancel Test</source>
        <translation>Test abbrechen</translation>
    </message>
    <message>
        <source>Cancel the test of %1</source>
        <translation>Test von %1 abbrechen</translation>
    </message>
    <message>
        <source>Test %1</source>
        <translation>%1 testen</translation>
    </message>
    <message>
        <source>Hide Details</source>
        <translation>Details verbergen</translation>
    </message>
    <message>
        <source>No containers yet</source>
        <translation>Noch keine Container</translation>
    </message>
    <message>
        <source>1 container</source>
        <translation>1 Container</translation>
    </message>
    <message>
        <source>%1 containers</source>
        <translation>%1 Container</translation>
    </message>
    <message>
        <source>%1 on %2</source>
        <translation>%1 auf %2</translation>
    </message>
    <message>
        <source>Removing…</source>
        <translation>Wird entfernt…</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::NodeEditorPage</name>
    <message>
        <source>Test Connection</source>
        <translation>Testen</translation>
    </message>
    <message>
        <source>Cancel Test</source>
        <translation>Test abbrechen</translation>
    </message>
    <message>
        <source>Connection test</source>
        <translation>Verbindungstest</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Add a Proxmox VE node</source>
        <translation>Proxmox-VE-Knoten hinzufügen</translation>
    </message>
    <message>
        <source>Node %1</source>
        <translation>Knoten %1</translation>
    </message>
    <message>
        <source>Drop what you typed?</source>
        <translation>Eingaben verwerfen?</translation>
    </message>
    <message>
        <source>The node is not stored yet.</source>
        <translation>Der Knoten ist noch nicht gespeichert.</translation>
    </message>
    <message>
        <source>The changes of %1 are not stored yet.</source>
        <translation>Die Änderungen an %1 sind noch nicht gespeichert.</translation>
    </message>
    <message>
        <source>Drop It</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Save without a Passed Test</source>
        <translation>Ohne bestandenen Test speichern</translation>
    </message>
    <message>
        <source>The node is being stored.</source>
        <translation>Der Knoten wird gespeichert.</translation>
    </message>
    <message>
        <source>The test of exactly this has passed.</source>
        <translation>Der Test genau dieser Eingaben ist bestanden.</translation>
    </message>
    <message>
        <source>Test the connection first: it says what is missing.</source>
        <translation>Testen Sie zuerst die Verbindung: der Test sagt, was fehlt.</translation>
    </message>
    <message numerus="yes">
        <source>Testing… %n s</source>
        <translation>
            <numerusform>Es wird getestet… %n s</numerusform>
            <numerusform>Es wird getestet… %n s</numerusform>
        </translation>
    </message>
    <message>
        <source> · Proxmox VE %1</source>
        <translation> · Proxmox VE %1</translation>
    </message>
    <message>
        <source> · node %1</source>
        <translation> · Knoten %1</translation>
    </message>
    <message>
        <source>Looks at reachability, certificate, sign-in, permissions, storages, bridge, SSH and pct. Nothing is changed on the node.</source>
        <translation>Prüft Erreichbarkeit, Zertifikat, Anmeldung, Rechte, Speicher, Bridge, SSH und pct. Auf dem Knoten wird nichts geändert.</translation>
    </message>
    <message>
        <source>The node shows another identity than the one that was trusted.</source>
        <translation>Der Knoten zeigt eine andere Identität als die, der vertraut wurde.</translation>
    </message>
    <message>
        <source>Compare…</source>
        <translation>Vergleichen…</translation>
    </message>
    <message>
        <source>First contact: compare the node&apos;s fingerprints, then trust them. Nothing secret was sent yet.</source>
        <translation>Erster Kontakt: vergleichen Sie die Fingerabdrücke des Knotens, und vertrauen Sie ihnen dann. Es wurde noch nichts Geheimes gesendet.</translation>
    </message>
    <message>
        <source>Compare and Trust…</source>
        <translation>Vergleichen und vertrauen…</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::NodeForm</name>
    <message>
        <source> (%1)</source>
        <translation> (%1)</translation>
    </message>
    <message>
        <source>, %1 free</source>
        <translation>, %1 frei</translation>
    </message>
    <message>
        <source>VLAN aware</source>
        <translation>VLAN-fähig</translation>
    </message>
    <message>
        <source>pve</source>
        <translation>pve</translation>
    </message>
    <message>
        <source>192.168.1.10 or pve.example.net</source>
        <translation>192.168.1.10 oder pve.example.net</translation>
    </message>
    <message>
        <source>the one that answers</source>
        <translation>der antwortende</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>What you call it here. It cannot be changed later.</source>
        <translation>So nennen Sie ihn hier. Der Name lässt sich später nicht ändern.</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>As in the browser&apos;s address line, which you may paste as it is.</source>
        <translation>Wie in der Adresszeile des Browsers, die Sie so einfügen können.</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Port</translation>
    </message>
    <message>
        <source>Node in its cluster</source>
        <translation>Knoten im Cluster</translation>
    </message>
    <message>
        <source>Sign-in</source>
        <translation>Anmeldung</translation>
    </message>
    <message>
        <source>API token (recommended)</source>
        <translation>API-Token (empfohlen)</translation>
    </message>
    <message>
        <source>User and password</source>
        <translation>Benutzer und Passwort</translation>
    </message>
    <message>
        <source>slipway@pve</source>
        <translation>slipway@pve</translation>
    </message>
    <message>
        <source>desk</source>
        <translation>desk</translation>
    </message>
    <message>
        <source>With</source>
        <translation>Mit</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>With its realm.</source>
        <translation>Mit seinem Realm.</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>Its name, behind the “!”.</source>
        <translation>Sein Name, hinter dem „!“.</translation>
    </message>
    <message>
        <source>Secret</source>
        <translation>Geheimnis</translation>
    </message>
    <message>
        <source>How do I get a token?</source>
        <translation>Wie bekomme ich ein Token?</translation>
    </message>
    <message>
        <source>In a shell on the node, with your storages, bridge and node: a user that may do what is needed and no more. The last command shows the secret, once. Paste the whole token (user@realm!name=secret) into any of the three fields: it falls into its parts.</source>
        <translation>In einer Shell auf dem Knoten, mit Ihren Speichern, Ihrer Bridge und Ihrem Knoten: ein Benutzer, der das Nötige darf und nicht mehr. Der letzte Befehl zeigt das Geheimnis, einmal. Fügen Sie das ganze Token (benutzer@realm!name=geheimnis) in eines der drei Felder ein: es zerfällt in seine Teile.</translation>
    </message>
    <message>
        <source>Copy the commands</source>
        <translation>Die Befehle kopieren</translation>
    </message>
    <message>
        <source>SSH</source>
        <translation>SSH</translation>
    </message>
    <message>
        <source>Work inside containers over SSH to the node</source>
        <translation>In den Containern über SSH zum Knoten arbeiten</translation>
    </message>
    <message>
        <source>Files, packages, scripts and the search for services need it. Without it containers are made and started, and nothing more.</source>
        <translation>Dateien, Pakete, Skripte und die Suche nach Diensten brauchen es. Ohne SSH werden Container angelegt und gestartet, mehr nicht.</translation>
    </message>
    <message>
        <source>Private key</source>
        <translation>Privater Schlüssel</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>The backend&apos;s SSH agent</source>
        <translation>Der SSH-Agent des Backends</translation>
    </message>
    <message>
        <source>root</source>
        <translation>root</translation>
    </message>
    <message>
        <source>as above</source>
        <translation>wie oben</translation>
    </message>
    <message>
        <source>root, or one that may run pct by sudo.</source>
        <translation>root, oder einer, der pct mit sudo ausführen darf.</translation>
    </message>
    <message>
        <source>Passphrase of the key</source>
        <translation>Passphrase des Schlüssels</translation>
    </message>
    <message>
        <source>SSH password</source>
        <translation>SSH-Passwort</translation>
    </message>
    <message>
        <source>SSH address</source>
        <translation>SSH-Adresse</translation>
    </message>
    <message>
        <source>SSH port</source>
        <translation>SSH-Port</translation>
    </message>
    <message>
        <source>Defaults for new containers</source>
        <translation>Vorgaben für neue Container</translation>
    </message>
    <message>
        <source>Empty: chosen when one alone fits.</source>
        <translation>Leer: wird gewählt, wenn nur eines passt.</translation>
    </message>
    <message>
        <source>Storage</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Storage for OS templates</source>
        <translation>Speicher für OS-Templates</translation>
    </message>
    <message>
        <source>Bridge</source>
        <translation>Bridge</translation>
    </message>
    <message>
        <source>only what this system&apos;s authorities vouch for</source>
        <translation>nur was die Zertifizierungsstellen dieses Systems bestätigen</translation>
    </message>
    <message>
        <source>none yet; the test shows it</source>
        <translation>noch keiner; der Test zeigt ihn</translation>
    </message>
    <message>
        <source>Certificate, SHA-256</source>
        <translation>Zertifikat, SHA-256</translation>
    </message>
    <message>
        <source>Filled by the test when you trust what it shows.</source>
        <translation>Wird vom Test ausgefüllt, wenn Sie dem Gezeigten vertrauen.</translation>
    </message>
    <message>
        <source>SSH host key, SHA-256</source>
        <translation>SSH-Host-Schlüssel, SHA-256</translation>
    </message>
    <message>
        <source>Trusted fingerprints</source>
        <translation>Vertraute Fingerabdrücke</translation>
    </message>
    <message>
        <source>Its containers refer to it, so it stays.</source>
        <translation>Seine Container beziehen sich darauf, deshalb bleibt er.</translation>
    </message>
    <message>
        <source>Empty: chosen when one alone fits. Once it is saved there is a list.</source>
        <translation>Leer: wird gewählt, wenn nur eines passt. Nach dem Speichern gibt es eine Liste.</translation>
    </message>
    <message>
        <source>as chosen before</source>
        <translation>wie zuvor gewählt</translation>
    </message>
    <message>
        <source>Secret of the token</source>
        <translation>Geheimnis des Tokens</translation>
    </message>
    <message>
        <source>01234567-89ab-cdef-0123-456789abcdef</source>
        <translation>01234567-89ab-cdef-0123-456789abcdef</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::NodesController</name>
    <message>
        <source>Cannot read the list of nodes. The answer is not one. Check that the backend is of this version.</source>
        <translation>Die Liste der Knoten kann nicht gelesen werden. Die Antwort ist keine. Prüfen Sie, ob das Backend von dieser Version ist.</translation>
    </message>
    <message>
        <source>Not tested since this window was opened</source>
        <translation>Nicht getestet, seit dieses Fenster offen ist</translation>
    </message>
    <message>
        <source>Testing…</source>
        <translation>Wird getestet…</translation>
    </message>
    <message>
        <source>All checks passed</source>
        <translation>Alle Prüfungen bestanden</translation>
    </message>
    <message>
        <source>Works. To be looked at: %1</source>
        <translation>Funktioniert. Anzusehen: %1</translation>
    </message>
    <message>
        <source>Failed: %1</source>
        <translation>Fehlgeschlagen: %1</translation>
    </message>
    <message>
        <source>Reachable</source>
        <translation>Erreichbar</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>Zertifikat</translation>
    </message>
    <message>
        <source>Sign-in</source>
        <translation>Anmeldung</translation>
    </message>
    <message>
        <source>Permissions</source>
        <translation>Rechte</translation>
    </message>
    <message>
        <source>Node</source>
        <translation>Knoten</translation>
    </message>
    <message>
        <source>Storage for containers</source>
        <translation>Speicher für Container</translation>
    </message>
    <message>
        <source>OS templates</source>
        <translation>Betriebssystem-Templates</translation>
    </message>
    <message>
        <source>Bridge</source>
        <translation>Bridge</translation>
    </message>
    <message>
        <source>Free VMID</source>
        <translation>Freie VMID</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::NodesPage</name>
    <message>
        <source>Slipway forgets %1: its address, its account and its secrets. Nothing changes on the node itself, and nothing of Slipway lives there.</source>
        <translation>Slipway vergisst %1: die Adresse, das Konto und die Geheimnisse. Auf dem Knoten selbst ändert sich nichts, und nichts von Slipway lebt dort.</translation>
    </message>
    <message>
        <source> and %1 more</source>
        <translation> und %1 weitere</translation>
    </message>
    <message>
        <source>On it: %1. They go on running there, but from here they cannot be reached, stopped or deleted any more. Delete them first if they are to go.</source>
        <translation>Darauf: %1. Sie laufen dort weiter, sind von hier aus aber nicht mehr zu erreichen, zu stoppen oder zu löschen. Löschen Sie sie zuerst, wenn sie verschwinden sollen.</translation>
    </message>
    <message>
        <source>Add Node</source>
        <translation>Knoten hinzufügen</translation>
    </message>
    <message>
        <source>Test All</source>
        <translation>Alle testen</translation>
    </message>
    <message>
        <source>Nodes</source>
        <translation>Knoten</translation>
    </message>
    <message>
        <source>The nodes are being loaded</source>
        <translation>Die Knoten werden geladen</translation>
    </message>
    <message>
        <source>This list may be old. %1</source>
        <translation>Diese Liste ist vielleicht veraltet. %1</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>This list may be old.</source>
        <translation>Diese Liste ist vielleicht veraltet.</translation>
    </message>
    <message>
        <source>No Proxmox VE node yet</source>
        <translation>Noch kein Proxmox-VE-Knoten</translation>
    </message>
    <message>
        <source>Add the node on which containers are to be made: its address and an API token, and SSH for the work inside them. The test says what is missing, before anything is made.</source>
        <translation>Fügen Sie den Knoten hinzu, auf dem Container entstehen sollen: seine Adresse und ein API-Token, und SSH für die Arbeit darin. Der Test sagt, was fehlt, bevor etwas angelegt wird.</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>Nicht verbunden</translation>
    </message>
    <message>
        <source>The nodes appear here as soon as the backend lets us in. The reason is above.</source>
        <translation>Die Knoten erscheinen hier, sobald das Backend uns einlässt. Der Grund steht oben.</translation>
    </message>
    <message>
        <source>The nodes could not be loaded</source>
        <translation>Die Knoten konnten nicht geladen werden</translation>
    </message>
    <message>
        <source>Remove the node %1?</source>
        <translation>Knoten %1 entfernen?</translation>
    </message>
    <message>
        <source>Remove and Leave Them</source>
        <translation>Entfernen und Container dort lassen</translation>
    </message>
    <message>
        <source>Remove Node</source>
        <translation>Knoten entfernen</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::Notifier</name>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::PackageLines</name>
    <message>
        <source>Line %1: %2</source>
        <translation>Zeile %1: %2</translation>
    </message>
    <message>
        <source>Further lines that are marked: %1.</source>
        <translation>Weitere markierte Zeilen: %1.</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::PlacementForm</name>
    <message>
        <source>This backend&apos;s host</source>
        <translation>Host dieses Backends</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Wo</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>Options</source>
        <translation>Optionen</translation>
    </message>
    <message>
        <source>Access</source>
        <translation>Zugang</translation>
    </message>
    <message>
        <source>the node&apos;s default</source>
        <translation>die Vorgabe des Knotens</translation>
    </message>
    <message>
        <source>the template&apos;s own</source>
        <translation>das der Vorlage</translation>
    </message>
    <message>
        <source>OS template</source>
        <translation>Betriebssystem-Template</translation>
    </message>
    <message>
        <source>Choose one, or type a system like debian-12-standard.</source>
        <translation>Wählen Sie eines, oder geben Sie ein System wie debian-12-standard ein.</translation>
    </message>
    <message>
        <source>Storage</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Bridge</source>
        <translation>Bridge</translation>
    </message>
    <message>
        <source>next free</source>
        <translation>nächste freie</translation>
    </message>
    <message>
        <source>VMID</source>
        <translation>VMID</translation>
    </message>
    <message>
        <source>DHCP</source>
        <translation>DHCP</translation>
    </message>
    <message>
        <source>Static</source>
        <translation>Statisch</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>SLAAC</source>
        <translation>SLAAC</translation>
    </message>
    <message>
        <source>DHCPv6</source>
        <translation>DHCPv6</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>the node&apos;s own</source>
        <translation>die des Knotens</translation>
    </message>
    <message>
        <source>IPv4</source>
        <translation>IPv4</translation>
    </message>
    <message>
        <source>Address and prefix</source>
        <translation>Adresse und Präfix</translation>
    </message>
    <message>
        <source>Gateway</source>
        <translation>Gateway</translation>
    </message>
    <message>
        <source>IPv6</source>
        <translation>IPv6</translation>
    </message>
    <message>
        <source>IPv6 address and prefix</source>
        <translation>IPv6-Adresse und Präfix</translation>
    </message>
    <message>
        <source>IPv6 gateway</source>
        <translation>IPv6-Gateway</translation>
    </message>
    <message>
        <source>VLAN</source>
        <translation>VLAN</translation>
    </message>
    <message>
        <source>DNS servers</source>
        <translation>DNS-Server</translation>
    </message>
    <message>
        <source>Up to three.</source>
        <translation>Bis zu drei.</translation>
    </message>
    <message>
        <source>Search domain</source>
        <translation>Suchdomäne</translation>
    </message>
    <message>
        <source>As the template says</source>
        <translation>Wie die Vorlage sagt</translation>
    </message>
    <message>
        <source>Unprivileged</source>
        <translation>Unprivilegiert</translation>
    </message>
    <message>
        <source>Privileged</source>
        <translation>Privilegiert</translation>
    </message>
    <message>
        <source>Allowed</source>
        <translation>Erlaubt</translation>
    </message>
    <message>
        <source>Not allowed</source>
        <translation>Nicht erlaubt</translation>
    </message>
    <message>
        <source>As the node does</source>
        <translation>Wie der Knoten</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>Ja</translation>
    </message>
    <message>
        <source>No</source>
        <translation>Nein</translation>
    </message>
    <message>
        <source> MB</source>
        <translation> MB</translation>
    </message>
    <message>
        <source>Privileges</source>
        <translation>Rechte</translation>
    </message>
    <message>
        <source>Nesting</source>
        <translation>Verschachtelung</translation>
    </message>
    <message>
        <source>Containers inside, as Docker needs.</source>
        <translation>Container darin, wie Docker sie braucht.</translation>
    </message>
    <message>
        <source>keyctl</source>
        <translation>keyctl</translation>
    </message>
    <message>
        <source>Kernel keyrings inside.</source>
        <translation>Schlüsselbunde des Kernels darin.</translation>
    </message>
    <message>
        <source>FUSE</source>
        <translation>FUSE</translation>
    </message>
    <message>
        <source>File systems in user space.</source>
        <translation>Dateisysteme im Benutzerbereich.</translation>
    </message>
    <message>
        <source>Start on boot</source>
        <translation>Beim Hochfahren starten</translation>
    </message>
    <message>
        <source>Swap</source>
        <translation>Auslagerung</translation>
    </message>
    <message>
        <source>Pool</source>
        <translation>Pool</translation>
    </message>
    <message>
        <source>web, staging</source>
        <translation>web, staging</translation>
    </message>
    <message>
        <source>Add a Key of Mine…</source>
        <translation>Eigenen Schlüssel hinzufügen…</translation>
    </message>
    <message>
        <source>Root password</source>
        <translation>root-Passwort</translation>
    </message>
    <message>
        <source>At least 5 characters. It is stored nowhere in plain text.</source>
        <translation>Mindestens 5 Zeichen. Es wird nirgends im Klartext gespeichert.</translation>
    </message>
    <message>
        <source>SSH public keys</source>
        <translation>Öffentliche SSH-Schlüssel</translation>
    </message>
    <message>
        <source>One a line; they may sign in as root.</source>
        <translation>Einer je Zeile; sie dürfen sich als root anmelden.</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Schlagwörter</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>No public key lies in %1</source>
        <translation>In %1 liegt kein öffentlicher Schlüssel</translation>
    </message>
    <message>
        <source>%1 · Proxmox VE at %2</source>
        <translation>%1 · Proxmox VE auf %2</translation>
    </message>
    <message>
        <source>%1 (on %2)</source>
        <translation>%1 (auf %2)</translation>
    </message>
    <message>
        <source>%1 (is downloaded first)</source>
        <translation>%1 (wird zuerst heruntergeladen)</translation>
    </message>
    <message>
        <source>next free (%1)</source>
        <translation>nächste freie (%1)</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::PowerBar</name>
    <message>
        <source>Starting… %1 s</source>
        <translation>Startet… %1 s</translation>
    </message>
    <message>
        <source>Shutting down… %1 s</source>
        <translation>Fährt herunter… %1 s</translation>
    </message>
    <message>
        <source>Restarting… %1 s</source>
        <translation>Startet neu… %1 s</translation>
    </message>
    <message>
        <source>Stopping… %1 s</source>
        <translation>Stoppt… %1 s</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>Shut Down</source>
        <translation>Herunterfahren</translation>
    </message>
    <message>
        <source>Restart</source>
        <translation>Neustart</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stoppen</translation>
    </message>
    <message>
        <source>Something is going on already.</source>
        <translation>Es ist schon etwas im Gang.</translation>
    </message>
    <message>
        <source>The host has locked it: %1.</source>
        <translation>Der Host hat ihn gesperrt: %1.</translation>
    </message>
    <message>
        <source>The host has not said how it stands.</source>
        <translation>Der Host hat nicht gesagt, wie es um ihn steht.</translation>
    </message>
    <message>
        <source>It is gone from its host.</source>
        <translation>Er ist von seinem Host verschwunden.</translation>
    </message>
    <message>
        <source>Shut down %1?</source>
        <translation>%1 herunterfahren?</translation>
    </message>
    <message>
        <source>Its services are asked to end and get 60 seconds for it. They cannot be reached until it is started again.</source>
        <translation>Seine Dienste werden gebeten zu enden und bekommen 60 Sekunden dafür. Sie sind nicht erreichbar, bis er wieder gestartet wird.</translation>
    </message>
    <message>
        <source>Restart %1?</source>
        <translation>%1 neu starten?</translation>
    </message>
    <message>
        <source>Its services end and come up again. They cannot be reached in between.</source>
        <translation>Seine Dienste enden und kommen wieder hoch. Dazwischen sind sie nicht erreichbar.</translation>
    </message>
    <message>
        <source>Stop %1 at once?</source>
        <translation>%1 sofort stoppen?</translation>
    </message>
    <message>
        <source>Like pulling the plug: nothing in it is asked, and what was not written yet is lost. Shut it down instead if it still answers.</source>
        <translation>Wie das Ziehen des Steckers: nichts darin wird gefragt, und was noch nicht geschrieben war, geht verloren. Fahren Sie ihn herunter, wenn er noch antwortet.</translation>
    </message>
    <message>
        <source>Stop at Once</source>
        <translation>Sofort stoppen</translation>
    </message>
    <message>
        <source>Stop…</source>
        <translation>Stoppen…</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Startet…</translation>
    </message>
    <message>
        <source>Shutting down…</source>
        <translation>Fährt herunter…</translation>
    </message>
    <message>
        <source>Restarting…</source>
        <translation>Startet neu…</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>Stoppt…</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::PreflightView</name>
    <message>
        <source>Copy the details</source>
        <translation>Die Details kopieren</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <source>ok</source>
        <translation>in Ordnung</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>not looked at</source>
        <translation>nicht geprüft</translation>
    </message>
    <message>
        <source>The node is being tested</source>
        <translation>Der Knoten wird getestet</translation>
    </message>
    <message>
        <source>%1: %2. %3</source>
        <translation>%1: %2. %3</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::Presence</name>
    <message>
        <source>Show Slipway</source>
        <translation>Slipway zeigen</translation>
    </message>
    <message>
        <source>New Container</source>
        <translation>Neuer Container</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Slipway goes on in the tray</source>
        <translation>Slipway läuft in der Taskleiste weiter</translation>
    </message>
    <message>
        <source>Its backend makes containers. Quit it from the tray&apos;s menu.</source>
        <translation>Sein Backend legt Container an. Beenden lässt es sich im Menü des Symbols.</translation>
    </message>
    <message numerus="yes">
        <source>Slipway: %n creations under way</source>
        <translation>
            <numerusform>Slipway: %n Container wird angelegt</numerusform>
            <numerusform>Slipway: %n Container werden angelegt</numerusform>
        </translation>
    </message>
    <message>
        <source>Slipway</source>
        <translation>Slipway</translation>
    </message>
    <message>
        <source>%1 is ready</source>
        <translation>%1 ist bereit</translation>
    </message>
    <message>
        <source>Its services and addresses are on its page.</source>
        <translation>Dienste und Adressen stehen auf seiner Seite.</translation>
    </message>
    <message>
        <source>Creation of %1 failed</source>
        <translation>%1 fehlgeschlagen</translation>
    </message>
    <message>
        <source>Its page says where and why.</source>
        <translation>Auf seiner Seite steht, wo und warum.</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::PresetNameDialog</name>
    <message>
        <source>web server, small</source>
        <translation>Webserver, klein</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>All choices but the root password are kept.</source>
        <translation>Alles wird aufbewahrt, nur das root-Passwort nicht.</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::PresetStore</name>
    <message>
        <source>Cannot read the presets in %1. %2. Mend the file or move it away; it is not overwritten.</source>
        <translation>Die Voreinstellungen in %1 können nicht gelesen werden. %2. Reparieren oder verschieben Sie die Datei; sie wird nicht überschrieben.</translation>
    </message>
    <message>
        <source>It is not what this program writes</source>
        <translation>So schreibt dieses Programm sie nicht</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::PresetsDialog</name>
    <message>
        <source>Rename…</source>
        <translation>Umbenennen…</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Löschen…</translation>
    </message>
    <message>
        <source>Presets</source>
        <translation>Voreinstellungen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Rename the Preset %1</source>
        <translation>Voreinstellung %1 umbenennen</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Replace the preset %1?</source>
        <translation>Voreinstellung %1 ersetzen?</translation>
    </message>
    <message>
        <source>There is one of this name. What it holds is lost.</source>
        <translation>Es gibt eine dieses Namens. Ihr Inhalt geht verloren.</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>Delete the preset %1?</source>
        <translation>Voreinstellung %1 löschen?</translation>
    </message>
    <message>
        <source>Containers made from it stay as they are.</source>
        <translation>Daraus angelegte Container bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Delete Preset</source>
        <translation>Voreinstellung löschen</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::ProfileDialog</name>
    <message>
        <source>Workshop</source>
        <translation>Werkstatt</translation>
    </message>
    <message>
        <source>Add a connection</source>
        <translation>Verbindung hinzufügen</translation>
    </message>
    <message>
        <source>Connection %1</source>
        <translation>Verbindung %1</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>It is kept in the keychain of this system, never in a file.</source>
        <translation>Es wird im Schlüsselbund dieses Systems aufbewahrt, nie in einer Datei.</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Testen</translation>
    </message>
    <message>
        <source>Test the connection</source>
        <translation>Die Verbindung testen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Everyone on the way to this machine can read the token and all passwords: the connection is not encrypted. Use https.</source>
        <translation>Jeder auf dem Weg zu diesem Rechner kann das Token und alle Passwörter lesen: die Verbindung ist nicht verschlüsselt. Verwenden Sie https.</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::Profiles</name>
    <message>
        <source>Give the connection a name.</source>
        <translation>Geben Sie der Verbindung einen Namen.</translation>
    </message>
    <message numerus="yes">
        <source>A name has at most %n characters.</source>
        <translation>
            <numerusform>Ein Name hat höchstens %n Zeichen.</numerusform>
            <numerusform>Ein Name hat höchstens %n Zeichen.</numerusform>
        </translation>
    </message>
    <message>
        <source>There is a connection of this name already.</source>
        <translation>Eine Verbindung dieses Namens gibt es schon.</translation>
    </message>
    <message>
        <source>Enter the address of the backend.</source>
        <translation>Geben Sie die Adresse des Backends ein.</translation>
    </message>
    <message>
        <source>This is no address of a backend. It looks like https://slipway.example:8790.</source>
        <translation>Das ist keine Adresse eines Backends. Sie sieht aus wie https://slipway.example:8790.</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::ProgressController</name>
    <message>
        <source>Cannot retry from this step. The backend knows no such run, or is too old for it. Use Try Again.</source>
        <translation>Ab diesem Schritt kann nicht wiederholt werden. Das Backend kennt keinen solchen Lauf oder ist zu alt dafür. Verwenden Sie „Erneut versuchen“.</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::ProgressHeader</name>
    <message>
        <source>Simulation</source>
        <translation>Simulation</translation>
    </message>
    <message>
        <source>View Container</source>
        <translation>Container zeigen</translation>
    </message>
    <message>
        <source>Create Another</source>
        <translation>Weiteren anlegen</translation>
    </message>
    <message>
        <source>Cancel Run</source>
        <translation>Lauf abbrechen</translation>
    </message>
    <message>
        <source>Try Again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>View Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Löschen…</translation>
    </message>
    <message>
        <source>Delete this run and what is left of it</source>
        <translation>Diesen Lauf löschen und was von ihm übrig ist</translation>
    </message>
    <message>
        <source>Nothing was created on a real host: this run is a simulation.</source>
        <translation>Auf keinem echten Host wurde etwas angelegt: dieser Lauf ist eine Simulation.</translation>
    </message>
    <message>
        <source>Cannot follow %1</source>
        <translation>%1 nicht zu verfolgen</translation>
    </message>
    <message>
        <source>Connecting to %1</source>
        <translation>Verbindung zu %1</translation>
    </message>
    <message>
        <source>Creating %1</source>
        <translation>%1 wird angelegt</translation>
    </message>
    <message>
        <source>%1 is ready</source>
        <translation>%1 ist bereit</translation>
    </message>
    <message>
        <source>Creation of %1 failed</source>
        <translation>%1 fehlgeschlagen</translation>
    </message>
    <message>
        <source>default template</source>
        <translation>Standardvorlage</translation>
    </message>
    <message>
        <source>template %1</source>
        <translation>Vorlage %1</translation>
    </message>
    <message>
        <source>at %1</source>
        <translation>bei %1</translation>
    </message>
    <message>
        <source>took %1</source>
        <translation>dauerte %1</translation>
    </message>
    <message>
        <source>Cancelling…</source>
        <translation>Wird abgebrochen…</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::ProgressPage</name>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Show Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Show Error</source>
        <translation>Fehler zeigen</translation>
    </message>
    <message>
        <source>Show Services</source>
        <translation>Dienste zeigen</translation>
    </message>
    <message>
        <source>Where the time went</source>
        <translation>Wo die Zeit blieb</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::ReachCard</name>
    <message>
        <source>Where to reach it</source>
        <translation>Wo er zu erreichen ist</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Copy %1</source>
        <translation>%1 kopieren</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Open %1 in the browser</source>
        <translation>%1 im Browser öffnen</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::Review</name>
    <message>
        <source>Template</source>
        <translation>Vorlage</translation>
    </message>
    <message>
        <source>Hostname</source>
        <translation>Hostname</translation>
    </message>
    <message>
        <source>Node</source>
        <translation>Knoten</translation>
    </message>
    <message>
        <source>VMID</source>
        <translation>VMID</translation>
    </message>
    <message>
        <source>System</source>
        <translation>System</translation>
    </message>
    <message>
        <source>Storage</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Storage of the OS template</source>
        <translation>Speicher des Betriebssystem-Templates</translation>
    </message>
    <message>
        <source>Pool</source>
        <translation>Pool</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Notizen</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Schlagwörter</translation>
    </message>
    <message>
        <source>Cores</source>
        <translation>Kerne</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Arbeitsspeicher</translation>
    </message>
    <message>
        <source>Swap</source>
        <translation>Auslagerung</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>Festplatte</translation>
    </message>
    <message>
        <source>Bridge</source>
        <translation>Bridge</translation>
    </message>
    <message>
        <source>IPv4</source>
        <translation>IPv4</translation>
    </message>
    <message>
        <source>Gateway</source>
        <translation>Gateway</translation>
    </message>
    <message>
        <source>IPv6</source>
        <translation>IPv6</translation>
    </message>
    <message>
        <source>IPv6 gateway</source>
        <translation>IPv6-Gateway</translation>
    </message>
    <message>
        <source>VLAN</source>
        <translation>VLAN</translation>
    </message>
    <message>
        <source>Firewall</source>
        <translation>Firewall</translation>
    </message>
    <message>
        <source>DNS servers</source>
        <translation>DNS-Server</translation>
    </message>
    <message>
        <source>Search domain</source>
        <translation>Suchdomäne</translation>
    </message>
    <message>
        <source>Unprivileged</source>
        <translation>Unprivilegiert</translation>
    </message>
    <message>
        <source>Nesting</source>
        <translation>Verschachtelung</translation>
    </message>
    <message>
        <source>keyctl</source>
        <translation>keyctl</translation>
    </message>
    <message>
        <source>FUSE</source>
        <translation>FUSE</translation>
    </message>
    <message>
        <source>Start on boot</source>
        <translation>Beim Hochfahren starten</translation>
    </message>
    <message>
        <source>Root password</source>
        <translation>root-Passwort</translation>
    </message>
    <message>
        <source>SSH public keys</source>
        <translation>Öffentliche SSH-Schlüssel</translation>
    </message>
    <message>
        <source>Takes about (s)</source>
        <translation>Dauert etwa (s)</translation>
    </message>
    <message>
        <source>Log lines</source>
        <translation>Protokollzeilen</translation>
    </message>
    <message>
        <source>Lines per second</source>
        <translation>Zeilen je Sekunde</translation>
    </message>
    <message>
        <source>Fails at</source>
        <translation>Schlägt fehl bei</translation>
    </message>
    <message>
        <source>Exit code of the failure</source>
        <translation>Exit-Code des Fehlschlags</translation>
    </message>
    <message>
        <source>apt</source>
        <translation>apt</translation>
    </message>
    <message>
        <source>npm</source>
        <translation>npm</translation>
    </message>
    <message>
        <source>pip</source>
        <translation>pip</translation>
    </message>
    <message>
        <source>Scripts</source>
        <translation>Skripte</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>Name and place</source>
        <translation>Name und Ort</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>Options</source>
        <translation>Optionen</translation>
    </message>
    <message>
        <source>Access</source>
        <translation>Zugang</translation>
    </message>
    <message>
        <source>Simulation</source>
        <translation>Simulation</translation>
    </message>
    <message>
        <source>Packages</source>
        <translation>Pakete</translation>
    </message>
    <message>
        <source>Scripts and files</source>
        <translation>Skripte und Dateien</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Weiteres</translation>
    </message>
    <message>
        <source>%1 (%2, %3)</source>
        <translation>%1 (%2, %3)</translation>
    </message>
    <message>
        <source>%1 (%2, at most %3 s)</source>
        <translation>%1 (%2, höchstens %3 s)</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>Ja</translation>
    </message>
    <message>
        <source>No</source>
        <translation>Nein</translation>
    </message>
    <message>
        <source>Keep the container</source>
        <translation>Container behalten</translation>
    </message>
    <message>
        <source>%1 MB</source>
        <translation>%1 MB</translation>
    </message>
    <message>
        <source>%1 GB</source>
        <translation>%1 GB</translation>
    </message>
    <message>
        <source>If the creation fails</source>
        <translation>Wenn das Anlegen fehlschlägt</translation>
    </message>
    <message>
        <source>Remove the container</source>
        <translation>Container entfernen</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::RootPasswordDialog</name>
    <message>
        <source>The root password is needed</source>
        <translation>Das root-Passwort wird gebraucht</translation>
    </message>
    <message>
        <source>Root password of %1</source>
        <translation>root-Passwort von %1</translation>
    </message>
    <message>
        <source>It was used once and not kept. Enter the one that the container is to have.</source>
        <translation>Es wurde einmal verwendet und nicht aufbewahrt. Geben Sie das ein, das der Container haben soll.</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::RunState</name>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1 (exit code %2)</source>
        <translation>%1 (Exit-Code %2)</translation>
    </message>
    <message>
        <source>The run ended while the script %1 was at work. Try again; nothing that you typed is lost.</source>
        <translation>Der Lauf endete, während das Skript %1 arbeitete. Versuchen Sie es noch einmal; nichts Eingegebenes geht verloren.</translation>
    </message>
    <message>
        <source>Look at the log for the reason, then try again.</source>
        <translation>Suchen Sie im Protokoll nach dem Grund, und versuchen Sie es dann noch einmal.</translation>
    </message>
    <message>
        <source>Check that the host has room and that the name is free, then try again.</source>
        <translation>Prüfen Sie, ob der Host Platz hat und der Name frei ist, und versuchen Sie es dann noch einmal.</translation>
    </message>
    <message>
        <source>The container exists but did not come up. Check the host&apos;s network and the container&apos;s start-up log, then try again.</source>
        <translation>Der Container besteht, ist aber nicht hochgekommen. Prüfen Sie das Netz des Hosts und das Startprotokoll des Containers, und versuchen Sie es dann noch einmal.</translation>
    </message>
    <message>
        <source>The container runs, but a file or package did not get into it. Check the template&apos;s files and packages, then try again.</source>
        <translation>Der Container läuft, aber eine Datei oder ein Paket ist nicht hineingelangt. Prüfen Sie Dateien und Pakete der Vorlage, und versuchen Sie es dann noch einmal.</translation>
    </message>
    <message>
        <source>A setup script failed. Its last lines are below.</source>
        <translation>Ein Einrichtungsskript ist fehlgeschlagen. Seine letzten Zeilen stehen unten.</translation>
    </message>
    <message>
        <source>The script %1 failed. Its last lines are below; correct it and try again. Nothing that you typed is lost.</source>
        <translation>Das Skript %1 ist fehlgeschlagen. Seine letzten Zeilen stehen unten; korrigieren Sie es, und versuchen Sie es noch einmal. Nichts Eingegebenes geht verloren.</translation>
    </message>
    <message>
        <source>The container is set up, but its services could not be found. Check that they run, then try again.</source>
        <translation>Der Container ist eingerichtet, aber seine Dienste wurden nicht gefunden. Prüfen Sie, ob sie laufen, und versuchen Sie es dann noch einmal.</translation>
    </message>
    <message>
        <source>Slipway %1: creation failed</source>
        <translation>Slipway %1: Anlegen fehlgeschlagen</translation>
    </message>
    <message>
        <source>Container: %1 (%2)%3</source>
        <translation>Container: %1 (%2)%3</translation>
    </message>
    <message>
        <source>, simulation</source>
        <translation>, Simulation</translation>
    </message>
    <message>
        <source>Template: %1</source>
        <translation>Vorlage: %1</translation>
    </message>
    <message>
        <source>default</source>
        <translation>Standard</translation>
    </message>
    <message>
        <source>Failed at: %1, %2 %</source>
        <translation>Fehlgeschlagen bei: %1, %2 %</translation>
    </message>
    <message>
        <source>Error: %1</source>
        <translation>Fehler: %1</translation>
    </message>
    <message>
        <source>Last lines:</source>
        <translation>Letzte Zeilen:</translation>
    </message>
    <message>
        <source>Nothing of it is left on the host.</source>
        <translation>Auf dem Host ist nichts davon übrig.</translation>
    </message>
    <message>
        <source>The container %1 is still on the host, as it was when the run failed.</source>
        <translation>Der Container %1 ist noch auf dem Host, so wie er beim Fehlschlag war.</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::RunTile</name>
    <message>
        <source>Simulation</source>
        <translation>Simulation</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Cancel Run</source>
        <translation>Lauf abbrechen</translation>
    </message>
    <message>
        <source>default template</source>
        <translation>Standardvorlage</translation>
    </message>
    <message>
        <source>on %1</source>
        <translation>auf %1</translation>
    </message>
    <message>
        <source>Last lines: %1</source>
        <translation>Letzte Zeilen: %1</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Cancelling…</source>
        <translation>Wird abgebrochen…</translation>
    </message>
    <message>
        <source>waiting for its turn</source>
        <translation>wartet, bis er an der Reihe ist</translation>
    </message>
    <message>
        <source>Open the run of %1</source>
        <translation>Lauf von %1 öffnen</translation>
    </message>
    <message>
        <source>Cancel the run of %1</source>
        <translation>Lauf von %1 abbrechen</translation>
    </message>
    <message>
        <source>Waiting for logs…</source>
        <translation>Warten auf Protokollzeilen…</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::RunsOverview</name>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>Runs that ended</source>
        <translation>Beendete Läufe</translation>
    </message>
    <message>
        <source>Nothing is being created right now</source>
        <translation>Zurzeit wird nichts angelegt</translation>
    </message>
    <message numerus="yes">
        <source>%n under way</source>
        <translation>
            <numerusform>%n im Gang</numerusform>
            <numerusform>%n im Gang</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more under way, in the list of containers</source>
        <translation>
            <numerusform>%n weiterer im Gang, in der Liste der Container</numerusform>
            <numerusform>%n weitere im Gang, in der Liste der Container</numerusform>
        </translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>Nicht verbunden</translation>
    </message>
    <message>
        <source>What is under way appears here as soon as the backend lets us in. The reason is above.</source>
        <translation>Was im Gang ist, erscheint hier, sobald das Backend uns einlässt. Der Grund steht oben.</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Nothing is being created</source>
        <translation>Zurzeit wird nichts angelegt</translation>
    </message>
    <message>
        <source>Creations that go on appear here side by side, each with its phases and the last lines of its log; below them those that ended today.</source>
        <translation>Was gerade angelegt wird, erscheint hier nebeneinander, jeweils mit seinen Phasen und den letzten Zeilen des Protokolls; darunter, was heute beendet wurde.</translation>
    </message>
    <message>
        <source>Ended today, or failed before</source>
        <translation>Heute beendet oder früher gescheitert</translation>
    </message>
    <message>
        <source>New Container</source>
        <translation>Neuer Container</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::ScriptsEditor</name>
    <message>
        <source>Scripts, in the order in which they run</source>
        <translation>Skripte in der Reihenfolge, in der sie laufen</translation>
    </message>
    <message>
        <source>Drag, or Alt+Up and Alt+Down, to change the order</source>
        <translation>Ziehen, oder Alt+Auf und Alt+Ab, ändert die Reihenfolge</translation>
    </message>
    <message>
        <source>Add Script</source>
        <translation>Skript hinzufügen</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>Importieren…</translation>
    </message>
    <message>
        <source>Take scripts from files</source>
        <translation>Skripte aus Dateien übernehmen</translation>
    </message>
    <message>
        <source> s</source>
        <translation> s</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Time limit</source>
        <translation>Zeitgrenze</translation>
    </message>
    <message>
        <source>Script</source>
        <translation>Skript</translation>
    </message>
    <message>
        <source>Bash, after the helper functions. Ctrl+Tab types a tab.</source>
        <translation>Bash, nach den Hilfsfunktionen. Strg+Tab schreibt einen Tabulator.</translation>
    </message>
    <message>
        <source>Import Scripts</source>
        <translation>Skripte importieren</translation>
    </message>
    <message>
        <source>Shell scripts (*.sh *.bash);;All files (*)</source>
        <translation>Shell-Skripte (*.sh *.bash);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Cannot import %1. %2. Choose another file.</source>
        <translation>%1 kann nicht importiert werden. %2. Wählen Sie eine andere Datei.</translation>
    </message>
    <message>
        <source>It is no file</source>
        <translation>Es ist keine Datei</translation>
    </message>
    <message>
        <source>Run earlier (Alt+Up)</source>
        <translation>Früher ausführen (Alt+Hoch)</translation>
    </message>
    <message>
        <source>Run later (Alt+Down)</source>
        <translation>Später ausführen (Alt+Runter)</translation>
    </message>
    <message>
        <source>Remove the script</source>
        <translation>Skript entfernen</translation>
    </message>
    <message>
        <source>No scripts yet</source>
        <translation>Noch keine Skripte</translation>
    </message>
    <message>
        <source>No scripts of your own</source>
        <translation>Keine eigenen Skripte</translation>
    </message>
    <message>
        <source>A script runs as root inside the container once its files and packages are there. Every line that it prints is shown live.</source>
        <translation>Ein Skript läuft als root im Container, sobald dessen Dateien und Pakete da sind. Jede Zeile, die es ausgibt, ist sofort zu sehen.</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::SecretEdit</name>
    <message>
        <source>kept, unless you type a new one</source>
        <translation>bleibt, wenn Sie kein neues eingeben</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>Verbergen</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::ServiceCard</name>
    <message>
        <source>no port</source>
        <translation>kein Port</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <source>Open %1 in the browser</source>
        <translation>%1 im Browser öffnen</translation>
    </message>
    <message>
        <source>Copy address of %1</source>
        <translation>Adresse von %1 kopieren</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Show Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Show the log of %1</source>
        <translation>Protokoll von %1 zeigen</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::ServiceLogDialog</name>
    <message>
        <source>Read Again</source>
        <translation>Neu lesen</translation>
    </message>
    <message>
        <source>Log of %1 on %2</source>
        <translation>Protokoll von %1 auf %2</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Wird gelesen…</translation>
    </message>
    <message>
        <source>The log of this service is empty. It has written nothing yet.</source>
        <translation>Das Protokoll dieses Dienstes ist leer. Er hat noch nichts geschrieben.</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::ServicesView</name>
    <message>
        <source>No services were found. The container runs; nothing in it listens on a port yet.</source>
        <translation>Es wurden keine Dienste gefunden. Der Container läuft; nichts darin lauscht schon auf einem Port.</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Wiederholen</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::Session</name>
    <message>
        <source>Cannot read the token file %1. %2. Check --token-file.</source>
        <translation>Die Token-Datei %1 kann nicht gelesen werden. %2. Prüfen Sie --token-file.</translation>
    </message>
    <message>
        <source>Cannot use the token file %1. It is empty.</source>
        <translation>Die Token-Datei %1 ist nicht nutzbar. Sie ist leer.</translation>
    </message>
    <message>
        <source>Cannot sign in to %1. It asks for a token. Enter it in the settings of the connection.</source>
        <translation>Die Anmeldung bei %1 ist nicht möglich. Es verlangt ein Token. Geben Sie es in den Einstellungen der Verbindung ein.</translation>
    </message>
    <message>
        <source>Cannot sign in to %1. It does not accept the token of the connection. Enter the right one in the settings.</source>
        <translation>Die Anmeldung bei %1 ist nicht möglich. Es nimmt das Token der Verbindung nicht an. Geben Sie das richtige in den Einstellungen ein.</translation>
    </message>
    <message>
        <source>Cannot sign in to %1. It asks for a token. Start slipway with --token-file FILE.</source>
        <translation>Die Anmeldung bei %1 ist nicht möglich. Es verlangt ein Token. Starten Sie slipway mit --token-file DATEI.</translation>
    </message>
    <message>
        <source>Cannot sign in to %1. It does not accept the token in %2. Put the right one there, then retry.</source>
        <translation>Die Anmeldung bei %1 ist nicht möglich. Es nimmt das Token in %2 nicht an. Legen Sie dort das richtige ab, und wiederholen Sie dann.</translation>
    </message>
    <message>
        <source>Looking for the backend</source>
        <translation>Das Backend wird gesucht</translation>
    </message>
    <message>
        <source>Starting the backend</source>
        <translation>Das Backend wird gestartet</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::SettingsPage</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Darstellung</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Design</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Reduce motion</source>
        <translation>Bewegung verringern</translation>
    </message>
    <message>
        <source>The language changes when Slipway is started the next time.</source>
        <translation>Die Sprache wechselt beim nächsten Start von Slipway.</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Wrap long lines</source>
        <translation>Lange Zeilen umbrechen</translation>
    </message>
    <message>
        <source>12 hours</source>
        <translation>12 Stunden</translation>
    </message>
    <message>
        <source>24 hours</source>
        <translation>24 Stunden</translation>
    </message>
    <message>
        <source>Time stamps</source>
        <translation>Zeitstempel</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>Benachrichtigungen</translation>
    </message>
    <message>
        <source>Tell when a creation ends while another window is in front</source>
        <translation>Melden, wenn ein Container fertig ist, während ein anderes Fenster vorn ist</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>Verbindungen</translation>
    </message>
    <message>
        <source>Add a Connection</source>
        <translation>Verbindung hinzufügen</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>Dieser Rechner</translation>
    </message>
    <message>
        <source>The backend that Slipway starts by itself</source>
        <translation>Das Backend, das Slipway selbst startet</translation>
    </message>
    <message>
        <source>in use</source>
        <translation>in Gebrauch</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>Verwenden</translation>
    </message>
    <message>
        <source>Use %1</source>
        <translation>%1 verwenden</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Bearbeiten</translation>
    </message>
    <message>
        <source>Edit %1</source>
        <translation>%1 bearbeiten</translation>
    </message>
    <message>
        <source>Remove %1</source>
        <translation>%1 entfernen</translation>
    </message>
    <message>
        <source>The token is kept for this session only. This system has no keychain that takes it, and Slipway writes no token into a file.</source>
        <translation>Das Token wird nur für diese Sitzung aufbewahrt. Dieses System hat keinen Schlüsselbund, der es nimmt, und Slipway schreibt kein Token in eine Datei.</translation>
    </message>
    <message>
        <source>%1, named when Slipway was started</source>
        <translation>%1, beim Start von Slipway angegeben</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::Shortcuts</name>
    <message>
        <source>New Container</source>
        <translation>Neuer Container</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>Containers</source>
        <translation>Container</translation>
    </message>
    <message>
        <source>Templates</source>
        <translation>Vorlagen</translation>
    </message>
    <message>
        <source>Nodes</source>
        <translation>Knoten</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>Aktualisieren</translation>
    </message>
    <message>
        <source>Add a Node</source>
        <translation>Knoten hinzufügen</translation>
    </message>
    <message>
        <source>Add a Connection</source>
        <translation>Verbindung hinzufügen</translation>
    </message>
    <message>
        <source>Follow the System</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Command Palette</source>
        <translation>Befehlspalette</translation>
    </message>
    <message>
        <source>Keyboard Shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>Überall</translation>
    </message>
    <message>
        <source>Back, or close what is open</source>
        <translation>Zurück, oder Offenes schließen</translation>
    </message>
    <message>
        <source>In the log</source>
        <translation>Im Protokoll</translation>
    </message>
    <message>
        <source>Find the next match</source>
        <translation>Nächsten Treffer finden</translation>
    </message>
    <message>
        <source>Find the match before</source>
        <translation>Vorigen Treffer finden</translation>
    </message>
    <message>
        <source>Save the log</source>
        <translation>Das Protokoll speichern</translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation>Größere Schrift</translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation>Kleinere Schrift</translation>
    </message>
    <message>
        <source>In the editor of a template</source>
        <translation>Im Editor einer Vorlage</translation>
    </message>
    <message>
        <source>Save the template</source>
        <translation>Die Vorlage speichern</translation>
    </message>
    <message>
        <source>Move a script up</source>
        <translation>Ein Skript nach oben</translation>
    </message>
    <message>
        <source>Move a script down</source>
        <translation>Ein Skript nach unten</translation>
    </message>
    <message>
        <source>%1 or %2</source>
        <translation>%1 oder %2</translation>
    </message>
    <message>
        <source>Go to</source>
        <translation>Gehe zu</translation>
    </message>
    <message>
        <source>Actions</source>
        <translation>Aktionen</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Darstellung</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>Programm</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::ShortcutsDialog</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::SideBar</name>
    <message>
        <source>Backend: %1. Choose another one</source>
        <translation>Backend: %1. Ein anderes wählen</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::SlowAnswers</name>
    <message>
        <source>start or stop</source>
        <translation>Start oder Stopp</translation>
    </message>
    <message>
        <source>the search for services</source>
        <translation>die Suche nach Diensten</translation>
    </message>
    <message>
        <source>a removal</source>
        <translation>ein Löschen</translation>
    </message>
    <message>
        <source>the creation of a container</source>
        <translation>das Erstellen eines Containers</translation>
    </message>
    <message>
        <source>a change</source>
        <translation>eine Änderung</translation>
    </message>
    <message>
        <source>the list of containers</source>
        <translation>die Liste der Container</translation>
    </message>
    <message>
        <source>how a container is doing</source>
        <translation>wie es einem Container geht</translation>
    </message>
    <message>
        <source>what is known of a container</source>
        <translation>was über einen Container bekannt ist</translation>
    </message>
    <message>
        <source>the templates</source>
        <translation>die Vorlagen</translation>
    </message>
    <message>
        <source>the package buckets</source>
        <translation>die Paketlisten</translation>
    </message>
    <message>
        <source>the list of nodes</source>
        <translation>die Liste der Knoten</translation>
    </message>
    <message>
        <source>what a node offers</source>
        <translation>was ein Knoten anbietet</translation>
    </message>
    <message>
        <source>how the backend is doing</source>
        <translation>wie es dem Backend geht</translation>
    </message>
    <message>
        <source>The backend takes its time. Waiting for: %1.</source>
        <translation>Das Backend lässt sich Zeit. Gewartet wird auf: %1.</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::StoredSecrets</name>
    <message>
        <source>Type it again. Address, port or account have changed, and a stored secret is not sent to another machine or account.</source>
        <translation>Geben Sie es noch einmal ein. Adresse, Port oder Konto haben sich geändert, und ein gespeichertes Geheimnis wird nicht an einen anderen Rechner oder ein anderes Konto gesendet.</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::TagBar</name>
    <message>
        <source>Only templates with the tag %1</source>
        <translation>Nur Vorlagen mit dem Schlagwort %1</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::TemplateEditorController</name>
    <message>
        <source>Cannot use this name. There is a template called &quot;%1&quot; already. Choose another one.</source>
        <translation>Dieser Name ist nicht möglich. Eine Vorlage namens „%1“ gibt es schon. Wählen Sie einen anderen.</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::TemplateEditorPage</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Scripts</source>
        <translation>Skripte</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>New Template</source>
        <translation>Neue Vorlage</translation>
    </message>
    <message>
        <source>%1 (%2 wrong)</source>
        <translation>%1 (%2 falsch)</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>Wird gespeichert…</translation>
    </message>
    <message>
        <source>Nothing is changed.</source>
        <translation>Nichts ist geändert.</translation>
    </message>
    <message>
        <source>Drop what you typed?</source>
        <translation>Eingaben verwerfen?</translation>
    </message>
    <message>
        <source>The template is not stored yet.</source>
        <translation>Die Vorlage ist noch nicht gespeichert.</translation>
    </message>
    <message>
        <source>The changes of %1 are not stored yet.</source>
        <translation>Die Änderungen an %1 sind noch nicht gespeichert.</translation>
    </message>
    <message>
        <source>Drop It</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Replace what is stored?</source>
        <translation>Gespeichertes ersetzen?</translation>
    </message>
    <message>
        <source>%1

What you typed is kept here in any case.</source>
        <translation>%1

Ihre Eingaben bleiben hier in jedem Fall erhalten.</translation>
    </message>
    <message>
        <source>Replace Theirs</source>
        <translation>Andere Fassung ersetzen</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::TemplateFiles</name>
    <message>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>Add File</source>
        <translation>Datei hinzufügen</translation>
    </message>
    <message>
        <source>Replace it</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>Leave it as it is</source>
        <translation>Lassen, wie sie ist</translation>
    </message>
    <message>
        <source>Replace it, keep the old one</source>
        <translation>Ersetzen, die alte aufheben</translation>
    </message>
    <message>
        <source>Take a File…</source>
        <translation>Datei übernehmen…</translation>
    </message>
    <message>
        <source>Path in the container</source>
        <translation>Pfad im Container</translation>
    </message>
    <message>
        <source>Content</source>
        <translation>Inhalt</translation>
    </message>
    <message>
        <source>If one is there already</source>
        <translation>Wenn es schon eine gibt</translation>
    </message>
    <message>
        <source>(no path)</source>
        <translation>(kein Pfad)</translation>
    </message>
    <message numerus="yes">
        <source>%n bytes that are no plain text; they are kept as they are.</source>
        <translation>
            <numerusform>%n Byte, das kein einfacher Text ist; es bleibt, wie es ist.</numerusform>
            <numerusform>%n Bytes, die kein einfacher Text sind; sie bleiben, wie sie sind.</numerusform>
        </translation>
    </message>
    <message>
        <source>Take the Content of a File</source>
        <translation>Inhalt einer Datei übernehmen</translation>
    </message>
    <message>
        <source>Cannot read %1. It is no file, or not yours to read. Choose another one.</source>
        <translation>%1 kann nicht gelesen werden. Es ist keine Datei, oder Sie dürfen sie nicht lesen. Wählen Sie eine andere.</translation>
    </message>
    <message>
        <source>Cannot take %1. It is larger than 8 MiB. Let a script download it.</source>
        <translation>%1 kann nicht übernommen werden. Die Datei ist größer als 8 MiB. Lassen Sie ein Skript sie herunterladen.</translation>
    </message>
    <message>
        <source>Remove the file</source>
        <translation>Datei entfernen</translation>
    </message>
    <message>
        <source>No files yet</source>
        <translation>Noch keine Dateien</translation>
    </message>
    <message>
        <source>A file is put into the container before packages are installed and scripts run: a configuration, a unit, a page.</source>
        <translation>Eine Datei kommt in den Container, bevor Pakete installiert werden und Skripte laufen: eine Konfiguration, eine Unit, eine Seite.</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::TemplateSettings</name>
    <message>
        <source>As the host does</source>
        <translation>Wie der Host</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>Ja</translation>
    </message>
    <message>
        <source>No</source>
        <translation>Nein</translation>
    </message>
    <message>
        <source>Web server</source>
        <translation>Webserver</translation>
    </message>
    <message>
        <source>web-server</source>
        <translation>web-server</translation>
    </message>
    <message>
        <source>web, debian</source>
        <translation>web, debian</translation>
    </message>
    <message>
        <source>About</source>
        <translation>Allgemein</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Of its folder. It never changes.</source>
        <translation>Der ihres Ordners. Er ändert sich nie.</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>Beschreibung</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Schlagwörter</translation>
    </message>
    <message>
        <source>Apart by commas; containers get them, too.</source>
        <translation>Durch Kommas getrennt; auch Container bekommen sie.</translation>
    </message>
    <message>
        <source> MB</source>
        <translation> MB</translation>
    </message>
    <message>
        <source> GB</source>
        <translation> GB</translation>
    </message>
    <message>
        <source>Container</source>
        <translation>Container</translation>
    </message>
    <message>
        <source>CPU cores</source>
        <translation>CPU-Kerne</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Arbeitsspeicher</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>Festplatte</translation>
    </message>
    <message>
        <source>System on Proxmox VE</source>
        <translation>System auf Proxmox VE</translation>
    </message>
    <message>
        <source>System with LXC</source>
        <translation>System mit LXC</translation>
    </message>
    <message>
        <source>Unprivileged</source>
        <translation>Unprivilegiert</translation>
    </message>
    <message>
        <source>Nesting</source>
        <translation>Verschachtelung</translation>
    </message>
    <message>
        <source>Kernel keys (keyctl)</source>
        <translation>Schlüssel (keyctl)</translation>
    </message>
    <message>
        <source>FUSE</source>
        <translation>FUSE</translation>
    </message>
    <message>
        <source>Packages</source>
        <translation>Pakete</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Names, apart by blanks</source>
        <translation>Namen, durch Leerzeichen getrennt</translation>
    </message>
    <message>
        <source>Package bucket %1</source>
        <translation>Paketsammlung %1</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::TemplateView</name>
    <message>
        <source>only if there is none</source>
        <translation>nur wenn es keine gibt</translation>
    </message>
    <message>
        <source>keeps the old one</source>
        <translation>hebt die alte auf</translation>
    </message>
    <message>
        <source>replaces</source>
        <translation>ersetzt</translation>
    </message>
    <message>
        <source>  (off)</source>
        <translation>  (aus)</translation>
    </message>
    <message>
        <source>  (at most %1 s)</source>
        <translation>  (höchstens %1 s)</translation>
    </message>
    <message>
        <source>%1  (%2)</source>
        <translation>%1  (%2)</translation>
    </message>
    <message>
        <source>%1 × CPU, %2 MB memory, %3 GB disk</source>
        <translation>%1 × CPU, %2 MB Arbeitsspeicher, %3 GB Festplatte</translation>
    </message>
    <message>
        <source>System: %1</source>
        <translation>System: %1</translation>
    </message>
    <message>
        <source>With LXC: %1</source>
        <translation>Mit LXC: %1</translation>
    </message>
    <message>
        <source>unprivileged</source>
        <translation>unprivilegiert</translation>
    </message>
    <message>
        <source>privileged</source>
        <translation>privilegiert</translation>
    </message>
    <message>
        <source>On Proxmox VE: %1</source>
        <translation>Auf Proxmox VE: %1</translation>
    </message>
    <message>
        <source>Use This Template</source>
        <translation>Diese Vorlage verwenden</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Bearbeiten</translation>
    </message>
    <message>
        <source>Copy…</source>
        <translation>Kopieren…</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>Entfernen…</translation>
    </message>
    <message>
        <source>The template is being loaded</source>
        <translation>Die Vorlage wird geladen</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Scripts</source>
        <translation>Skripte</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>Packages</source>
        <translation>Pakete</translation>
    </message>
    <message>
        <source>Package buckets</source>
        <translation>Paketsammlungen</translation>
    </message>
    <message>
        <source>Left out</source>
        <translation>Ausgelassen</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>geändert</translation>
    </message>
    <message>
        <source>own</source>
        <translation>eigene</translation>
    </message>
    <message>
        <source>shipped</source>
        <translation>mitgeliefert</translation>
    </message>
    <message>
        <source>Tags: %1</source>
        <translation>Schlagwörter: %1</translation>
    </message>
    <message>
        <source>Revert…</source>
        <translation>Zurücksetzen…</translation>
    </message>
    <message>
        <source>It came with the program and stays.</source>
        <translation>Sie kam mit dem Programm und bleibt.</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::TemplatesController</name>
    <message>
        <source>Cannot read the templates. The answer is not what was asked for. Check that the backend is of this version.</source>
        <translation>Die Vorlagen können nicht gelesen werden. Die Antwort ist nicht, was gefragt war. Prüfen Sie, ob das Backend von dieser Version ist.</translation>
    </message>
    <message>
        <source>Cannot import the template &quot;%1&quot;. Its folder is wrong in %2: %3</source>
        <translation>Die Vorlage „%1“ kann nicht importiert werden. In ihrem Ordner ist %2 falsch: %3</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::TemplatesPage</name>
    <message>
        <source>changed</source>
        <translation>geändert</translation>
    </message>
    <message>
        <source>own</source>
        <translation>eigene</translation>
    </message>
    <message>
        <source>scripts: %1</source>
        <translation>Skripte: %1</translation>
    </message>
    <message>
        <source>packages: %1</source>
        <translation>Pakete: %1</translation>
    </message>
    <message>
        <source>Import Folder…</source>
        <translation>Ordner importieren…</translation>
    </message>
    <message>
        <source>New Template</source>
        <translation>Neue Vorlage</translation>
    </message>
    <message>
        <source>The templates are being loaded</source>
        <translation>Die Vorlagen werden geladen</translation>
    </message>
    <message>
        <source>Templates</source>
        <translation>Vorlagen</translation>
    </message>
    <message>
        <source>%1 was written to %2.</source>
        <translation>%1 wurde nach %2 geschrieben.</translation>
    </message>
    <message>
        <source>%1 was imported.</source>
        <translation>%1 wurde importiert.</translation>
    </message>
    <message>
        <source>%1 (copy)</source>
        <translation>%1 (Kopie)</translation>
    </message>
    <message>
        <source>This list may be old.</source>
        <translation>Diese Liste ist vielleicht veraltet.</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>No templates yet</source>
        <translation>Noch keine Vorlagen</translation>
    </message>
    <message>
        <source>A template says what a container begins with: its size, files, packages and scripts. Make one, or take a folder with a template.conf.</source>
        <translation>Eine Vorlage sagt, womit ein Container beginnt: Größe, Dateien, Pakete und Skripte. Legen Sie eine an, oder nehmen Sie einen Ordner mit einer template.conf.</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>Nicht verbunden</translation>
    </message>
    <message>
        <source>The templates appear here as soon as the backend lets us in. The reason is above.</source>
        <translation>Die Vorlagen erscheinen hier, sobald das Backend uns einlässt. Der Grund steht oben.</translation>
    </message>
    <message>
        <source>The templates could not be loaded</source>
        <translation>Die Vorlagen konnten nicht geladen werden</translation>
    </message>
    <message>
        <source>Import a Template&apos;s Folder</source>
        <translation>Ordner einer Vorlage importieren</translation>
    </message>
    <message>
        <source>Export %1: a Folder of this Name Is Made in the Chosen One</source>
        <translation>%1 exportieren: im gewählten Ordner entsteht ein Ordner dieses Namens</translation>
    </message>
    <message>
        <source>Revert the template %1?</source>
        <translation>Vorlage %1 zurücksetzen?</translation>
    </message>
    <message>
        <source>Remove the template %1?</source>
        <translation>Vorlage %1 entfernen?</translation>
    </message>
    <message>
        <source>Your changes to it are lost; the one that came with the program is back. Containers made from it stay as they are.</source>
        <translation>Ihre Änderungen daran gehen verloren; die mitgelieferte gilt wieder. Daraus angelegte Container bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Its scripts, files and settings are lost. Export it first if it may be needed again. Containers made from it stay as they are.</source>
        <translation>Ihre Skripte, Dateien und Einstellungen gehen verloren. Exportieren Sie sie zuerst, wenn sie noch einmal gebraucht werden könnte. Daraus angelegte Container bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Revert</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>Remove Template</source>
        <translation>Vorlage entfernen</translation>
    </message>
    <message>
        <source>Replace the template %1?</source>
        <translation>Vorlage %1 ersetzen?</translation>
    </message>
    <message>
        <source>There is one of this name. What it holds is replaced by what is in the folder.</source>
        <translation>Es gibt eine dieses Namens. Ihr Inhalt wird durch den des Ordners ersetzt.</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>Package Buckets</source>
        <translation>Paketsammlungen</translation>
    </message>
    <message>
        <source>Lists of packages that templates share</source>
        <translation>Paketlisten, die Vorlagen gemeinsam haben</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Search templates</source>
        <translation>Vorlagen suchen</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::TimeLeft</name>
    <message>
        <source>%1 s so far</source>
        <translation>bisher %1 s</translation>
    </message>
    <message>
        <source>%1 so far</source>
        <translation>bisher %1</translation>
    </message>
    <message>
        <source>longer than usual; nearly done</source>
        <translation>länger als üblich; fast fertig</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::Timings</name>
    <message>
        <source>usually %1</source>
        <translation>üblich sind %1</translation>
    </message>
    <message>
        <source>%1, failed</source>
        <translation>%1, fehlgeschlagen</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>done</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>not run</source>
        <translation>nicht gelaufen</translation>
    </message>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::TokenVault</name>
    <message>
        <source>Cannot read the token. The keychain was not unlocked. Unlock it, then retry.</source>
        <translation>Das Token kann nicht gelesen werden. Der Schlüsselbund wurde nicht entsperrt. Entsperren Sie ihn, und wiederholen Sie dann.</translation>
    </message>
</context>
<context>
    <name>slipway::desktop::TrustDialog</name>
    <message>
        <source>%1, valid until %2</source>
        <translation>%1, gültig bis %2</translation>
    </message>
    <message>
        <source>%1 shows another identity</source>
        <translation>%1 zeigt eine andere Identität</translation>
    </message>
    <message>
        <source>Is this really %1?</source>
        <translation>Ist das wirklich %1?</translation>
    </message>
    <message>
        <source>Nobody has said yet that these belong to %1. Compare them with what the node itself shows, in its console or at its screen, before anything secret is sent there.</source>
        <translation>Noch niemand hat gesagt, dass diese zu %1 gehören. Vergleichen Sie sie mit dem, was der Knoten selbst zeigt, in seiner Konsole oder an seinem Bildschirm, bevor etwas Geheimes dorthin gesendet wird.</translation>
    </message>
    <message>
        <source>It is not what was trusted before. Either somebody renewed it, or another machine answers in its place and would read every password and key. Trust it only if you know who changed it.</source>
        <translation>Es ist nicht, was vorher Vertrauen hatte. Entweder hat jemand es erneuert, oder ein anderer Rechner antwortet an seiner Stelle und würde jedes Passwort und jeden Schlüssel lesen. Vertrauen Sie ihm nur, wenn Sie wissen, wer es geändert hat.</translation>
    </message>
    <message>
        <source>Certificate of the API</source>
        <translation>Zertifikat der API</translation>
    </message>
    <message>
        <source>Host key of SSH</source>
        <translation>Host-Schlüssel von SSH</translation>
    </message>
    <message>
        <source>Trust the New One</source>
        <translation>Dem neuen vertrauen</translation>
    </message>
    <message>
        <source>Trust</source>
        <translation>Vertrauen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Trusted until now</source>
        <translation>Bisher vertraut</translation>
    </message>
    <message>
        <source>Shown now</source>
        <translation>Jetzt gezeigt</translation>
    </message>
    <message>
        <source>SHA-256 fingerprint</source>
        <translation>SHA-256-Fingerabdruck</translation>
    </message>
    <message>
        <source>On the node:</source>
        <translation>Auf dem Knoten:</translation>
    </message>
    <message>
        <source>Copy the command</source>
        <translation>Den Befehl kopieren</translation>
    </message>
</context>
<context>
    <name>slipway::elements::ConnectionPill</name>
    <message>
        <source>Retry now</source>
        <translation>Jetzt wiederholen</translation>
    </message>
    <message>
        <source>not connected</source>
        <translation>nicht verbunden</translation>
    </message>
    <message>
        <source>connecting…</source>
        <translation>verbindet…</translation>
    </message>
    <message>
        <source>connected</source>
        <translation>verbunden</translation>
    </message>
    <message>
        <source>reconnecting in %1 s (attempt %2)</source>
        <translation>verbindet neu in %1 s (Versuch %2)</translation>
    </message>
    <message>
        <source>reconnecting (attempt %1)</source>
        <translation>verbindet neu (Versuch %1)</translation>
    </message>
    <message>
        <source>signed out</source>
        <translation>abgemeldet</translation>
    </message>
    <message>
        <source>offline</source>
        <translation>offline</translation>
    </message>
    <message>
        <source>waiting for an answer (%1 s)</source>
        <translation>wartet auf Antwort (%1 s)</translation>
    </message>
</context>
<context>
    <name>slipway::elements::Skeleton</name>
    <message>
        <source>Loading</source>
        <translation>Wird geladen</translation>
    </message>
</context>
<context>
    <name>slipway::elements::Spinner</name>
    <message>
        <source>Working</source>
        <translation>Im Gang</translation>
    </message>
</context>
<context>
    <name>slipway::elements::StepHeader</name>
    <message>
        <source>Step %1 of %2: %3, %4</source>
        <translation>Schritt %1 von %2: %3, %4</translation>
    </message>
    <message numerus="yes">
        <source>%n to correct</source>
        <translation>
            <numerusform>%n zu korrigieren</numerusform>
            <numerusform>%n zu korrigieren</numerusform>
        </translation>
    </message>
    <message>
        <source>Current step</source>
        <translation>Aktueller Schritt</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>To do</source>
        <translation>Noch offen</translation>
    </message>
</context>
<context>
    <name>slipway::elements::TimingChart</name>
    <message>
        <source>Where the time went</source>
        <translation>Wo die Zeit blieb</translation>
    </message>
    <message>
        <source>%1: %2.</source>
        <translation>%1: %2.</translation>
    </message>
    <message>
        <source>%1: %2, %3.</source>
        <translation>%1: %2, %3.</translation>
    </message>
</context>
<context>
    <name>slipway::http::JsonClient</name>
    <message>
        <source>Cannot reach %1. It did not answer within %2 s. Try again.</source>
        <translation>%1 ist nicht erreichbar. Innerhalb von %2 s kam keine Antwort. Versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>Cannot read the answer of %1. It is larger than 64 MB.</source>
        <translation>Die Antwort von %1 kann nicht gelesen werden. Sie ist größer als 64 MB.</translation>
    </message>
    <message>
        <source>Cannot trust the certificate of %1. Check the address or the certificate.</source>
        <translation>Dem Zertifikat von %1 kann nicht vertraut werden. Prüfen Sie die Adresse oder das Zertifikat.</translation>
    </message>
    <message>
        <source>Nothing listens there</source>
        <translation>Dort lauscht nichts</translation>
    </message>
    <message>
        <source>The name is unknown</source>
        <translation>Der Name ist unbekannt</translation>
    </message>
    <message>
        <source>The connection failed</source>
        <translation>Die Verbindung ist fehlgeschlagen</translation>
    </message>
    <message>
        <source>Cannot reach %1. %2. Check that the backend runs.</source>
        <translation>%1 ist nicht erreichbar. %2. Prüfen Sie, ob das Backend läuft.</translation>
    </message>
    <message>
        <source>Cannot go on. You are not signed in: the server redirects to its sign-in page. Sign in again.</source>
        <translation>Es geht nicht weiter. Sie sind nicht angemeldet: der Server leitet auf seine Anmeldeseite um. Melden Sie sich wieder an.</translation>
    </message>
    <message>
        <source>Cannot read the answer of %1. The connection broke. Try again.</source>
        <translation>Die Antwort von %1 kann nicht gelesen werden. Die Verbindung ist abgerissen. Versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>Cannot reach %1. No connection within %2 s. Check that it runs.</source>
        <translation>%1 ist nicht erreichbar. Keine Verbindung innerhalb von %2 s. Prüfen Sie, ob es läuft.</translation>
    </message>
</context>
<context>
    <name>slipway::http::StreamError</name>
    <message>
        <source>Nothing listens there</source>
        <translation>Dort lauscht nichts</translation>
    </message>
    <message>
        <source>The name %1 is unknown</source>
        <translation>Der Name %1 ist unbekannt</translation>
    </message>
    <message>
        <source>The server closed the connection</source>
        <translation>Der Server hat die Verbindung geschlossen</translation>
    </message>
    <message>
        <source>It does not answer</source>
        <translation>Er antwortet nicht</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>Log stream lost. %1.</source>
        <translation>Protokollstrom verloren. %1.</translation>
    </message>
    <message>
        <source>Cannot reach %1. %2.</source>
        <translation>%1 ist nicht erreichbar. %2.</translation>
    </message>
    <message>
        <source>Cannot trust the certificate of %1. %2.</source>
        <translation>Dem Zertifikat von %1 kann nicht vertraut werden. %2.</translation>
    </message>
    <message>
        <source>Log stream lost (no data for %1).</source>
        <translation>Protokollstrom verloren (keine Daten seit %1).</translation>
    </message>
    <message>
        <source>Cannot reach %1. No answer within %2.</source>
        <translation>%1 ist nicht erreichbar. Keine Antwort innerhalb von %2.</translation>
    </message>
    <message>
        <source>Cannot open the log stream. You are not signed in. Sign in again.</source>
        <translation>Der Protokollstrom kann nicht geöffnet werden. Sie sind nicht angemeldet. Melden Sie sich wieder an.</translation>
    </message>
    <message>
        <source>Cannot open the log stream. You are not allowed to see it.</source>
        <translation>Der Protokollstrom kann nicht geöffnet werden. Sie dürfen ihn nicht sehen.</translation>
    </message>
    <message>
        <source>Cannot open the log stream. The server does not know this container.</source>
        <translation>Der Protokollstrom kann nicht geöffnet werden. Der Server kennt diesen Container nicht.</translation>
    </message>
    <message>
        <source>Cannot open the log stream. The server answered %1 %2.</source>
        <translation>Der Protokollstrom kann nicht geöffnet werden. Der Server antwortete %1 %2.</translation>
    </message>
    <message>
        <source>Cannot open the log stream. The server&apos;s answer is not an event stream.</source>
        <translation>Der Protokollstrom kann nicht geöffnet werden. Die Antwort des Servers ist kein Ereignisstrom.</translation>
    </message>
    <message>
        <source>Cannot open the log stream. The server sent %1 instead of an event stream.</source>
        <translation>Der Protokollstrom kann nicht geöffnet werden. Der Server sendete %1 statt eines Ereignisstroms.</translation>
    </message>
    <message>
        <source>Cannot open the log stream. You are not signed in: the server sent its sign-in page. Sign in again.</source>
        <translation>Der Protokollstrom kann nicht geöffnet werden. Sie sind nicht angemeldet: der Server sendete seine Anmeldeseite. Melden Sie sich wieder an.</translation>
    </message>
    <message>
        <source>Cannot open the log stream. The server redirects to %1, which is not safe to follow.</source>
        <translation>Der Protokollstrom kann nicht geöffnet werden. Der Server leitet auf %1 um, dem zu folgen nicht sicher ist.</translation>
    </message>
    <message>
        <source>Cannot open the log stream. The server redirects without saying where to.</source>
        <translation>Der Protokollstrom kann nicht geöffnet werden. Der Server leitet um, ohne zu sagen, wohin.</translation>
    </message>
    <message>
        <source>Cannot open the log stream. The server redirects in circles.</source>
        <translation>Der Protokollstrom kann nicht geöffnet werden. Der Server leitet im Kreis um.</translation>
    </message>
    <message>
        <source>The server ended the log stream.</source>
        <translation>Der Server hat den Protokollstrom beendet.</translation>
    </message>
    <message>
        <source>The server has nothing more to send.</source>
        <translation>Der Server hat nichts mehr zu senden.</translation>
    </message>
    <message>
        <source>Cannot open the log stream. The address is not an http or https URL.</source>
        <translation>Der Protokollstrom kann nicht geöffnet werden. Die Adresse ist keine http- oder https-URL.</translation>
    </message>
    <message>
        <source>Cannot read the log stream. A line is longer than %1.</source>
        <translation>Der Protokollstrom kann nicht gelesen werden. Eine Zeile ist länger als %1.</translation>
    </message>
    <message>
        <source>Cannot read the log stream. An event is larger than %1.</source>
        <translation>Der Protokollstrom kann nicht gelesen werden. Ein Ereignis ist größer als %1.</translation>
    </message>
</context>
<context>
    <name>slipway::logview::FindBar</name>
    <message>
        <source>Find in the log</source>
        <translation>Im Protokoll suchen</translation>
    </message>
    <message>
        <source>Match case</source>
        <translation>Groß- und Kleinschreibung beachten</translation>
    </message>
    <message>
        <source>Regular expression</source>
        <translation>Regulärer Ausdruck</translation>
    </message>
    <message>
        <source>Previous (Shift+Enter)</source>
        <translation>Voriger (Umschalt+Eingabe)</translation>
    </message>
    <message>
        <source>Next (Enter)</source>
        <translation>Nächster (Eingabe)</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>Schließen (Esc)</translation>
    </message>
    <message>
        <source>Bad pattern: %1</source>
        <translation>Ungültiges Muster: %1</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>Es wird gesucht…</translation>
    </message>
    <message>
        <source>No match</source>
        <translation>Kein Treffer</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>1 match</source>
        <translation>1 Treffer</translation>
    </message>
    <message>
        <source>%1 matches</source>
        <translation>%1 Treffer</translation>
    </message>
</context>
<context>
    <name>slipway::logview::LogPanel</name>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Show the lines of</source>
        <translation>Zeilen zeigen von</translation>
    </message>
    <message>
        <source>Show all lines again</source>
        <translation>Wieder alle Zeilen zeigen</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Find in the log (Ctrl+F)</source>
        <translation>Im Protokoll suchen (Strg+F)</translation>
    </message>
    <message>
        <source>Wrap</source>
        <translation>Umbruch</translation>
    </message>
    <message>
        <source>Wrap long lines</source>
        <translation>Lange Zeilen umbrechen</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>Time &amp;stamps</source>
        <translation>Zeitst&amp;empel</translation>
    </message>
    <message>
        <source>&amp;Copy all</source>
        <translation>Alles &amp;kopieren</translation>
    </message>
    <message>
        <source>&amp;Save…</source>
        <translation>S&amp;peichern…</translation>
    </message>
    <message>
        <source>C&amp;lear</source>
        <translation>&amp;Leeren</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Cancel saving</source>
        <translation>Speichern abbrechen</translation>
    </message>
    <message>
        <source>Saving… %1 %</source>
        <translation>Wird gespeichert… %1 %</translation>
    </message>
    <message>
        <source>Saved to %1</source>
        <translation>Gespeichert in %1</translation>
    </message>
    <message>
        <source>All lines</source>
        <translation>Alle Zeilen</translation>
    </message>
    <message>
        <source>Only %1; show all lines again</source>
        <translation>Nur %1; wieder alle Zeilen zeigen</translation>
    </message>
    <message>
        <source>%1 of %2 lines</source>
        <translation>%1 von %2 Zeilen</translation>
    </message>
    <message>
        <source>1 line</source>
        <translation>1 Zeile</translation>
    </message>
    <message>
        <source>%1 lines</source>
        <translation>%1 Zeilen</translation>
    </message>
    <message>
        <source>End of log</source>
        <translation>Ende des Logs</translation>
    </message>
    <message>
        <source>Following</source>
        <translation>Folgt</translation>
    </message>
    <message>
        <source>Paused, %1 new</source>
        <translation>Angehalten, %1 neue</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>%1 lines/s</source>
        <translation>%1 Zeilen/s</translation>
    </message>
    <message>
        <source>Save Log</source>
        <translation>Protokoll speichern</translation>
    </message>
    <message>
        <source>Log files (*.log *.txt);;All files (*)</source>
        <translation>Protokolldateien (*.log *.txt);;Alle Dateien (*)</translation>
    </message>
</context>
<context>
    <name>slipway::logview::LogView</name>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>Copy with &amp;time stamps</source>
        <translation>Mit &amp;Zeitstempeln kopieren</translation>
    </message>
    <message>
        <source>Select &amp;all</source>
        <translation>&amp;Alles auswählen</translation>
    </message>
    <message>
        <source>&amp;Find…</source>
        <translation>&amp;Suchen…</translation>
    </message>
    <message>
        <source>&amp;Wrap long lines</source>
        <translation>Lange Zeilen &amp;umbrechen</translation>
    </message>
    <message>
        <source>Time &amp;stamps</source>
        <translation>Zeitst&amp;empel</translation>
    </message>
    <message>
        <source>&amp;Save…</source>
        <translation>S&amp;peichern…</translation>
    </message>
    <message>
        <source>C&amp;lear</source>
        <translation>&amp;Leeren</translation>
    </message>
    <message>
        <source>Waiting for logs…</source>
        <translation>Warten auf Protokollzeilen…</translation>
    </message>
    <message>
        <source>No lines.</source>
        <translation>Keine Zeilen.</translation>
    </message>
    <message>
        <source>No lines from %1.</source>
        <translation>Keine Zeilen von %1.</translation>
    </message>
    <message>
        <source>No lines from %1 yet.</source>
        <translation>Noch keine Zeilen von %1.</translation>
    </message>
    <message>
        <source>↓ Jump to latest (%1 new)</source>
        <translation>↓ Zum Neuesten (%1 neue)</translation>
    </message>
    <message>
        <source>↓ Jump to latest</source>
        <translation>↓ Zum Neuesten</translation>
    </message>
</context>
<context>
    <name>slipway::stepper::EasedProgress</name>
    <message>
        <source>Progress: %1 percent</source>
        <translation>Fortschritt: %1 Prozent</translation>
    </message>
</context>
<context>
    <name>slipway::stepper::ScriptButton</name>
    <message>
        <source>Show only the log of %1</source>
        <translation>Nur das Protokoll von %1 zeigen</translation>
    </message>
    <message>
        <source>Script %1, %2</source>
        <translation>Skript %1, %2</translation>
    </message>
    <message>
        <source>Shows only the log of this script</source>
        <translation>Zeigt nur das Protokoll dieses Skripts</translation>
    </message>
</context>
<context>
    <name>slipway::stepper::StepRow</name>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
</context>
<context>
    <name>slipway::stepper::StepStrip</name>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>All steps completed</source>
        <translation>Alle Schritte fertig</translation>
    </message>
</context>
<context>
    <name>slipway::stepper::Stepper</name>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>completed</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 min %2 s</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 h %2 min</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
</context>
<context>
    <name>slipway::store::PackageBucket</name>
    <message>
        <source>Cannot read the package bucket. It is not a JSON object. Send what GET shows.</source>
        <translation>Die Paketsammlung kann nicht gelesen werden. Sie ist kein JSON-Objekt. Senden Sie, was GET zeigt.</translation>
    </message>
    <message>
        <source>Cannot use this name. It has 1 to 64 of A–Z, a–z, 0–9, dot, underscore and hyphen, and begins with a letter or digit. Write for example base.</source>
        <translation>Dieser Name ist nicht möglich. Er hat 1 bis 64 Zeichen aus A–Z, a–z, 0–9, Punkt, Unterstrich und Bindestrich und beginnt mit einem Buchstaben oder einer Ziffer. Schreiben Sie zum Beispiel base.</translation>
    </message>
    <message>
        <source>Cannot keep an empty bucket. It would install nothing. Add a package.</source>
        <translation>Eine leere Sammlung kann nicht gespeichert werden. Sie würde nichts installieren. Ergänzen Sie ein Paket.</translation>
    </message>
</context>
<context>
    <name>slipway::text::LineMatcher</name>
    <message>
        <source>%1 (at character %2)</source>
        <translation>%1 (bei Zeichen %2)</translation>
    </message>
</context>
<context>
    <name>slipway::text::LineSaver</name>
    <message>
        <source>That is a folder</source>
        <translation>Das ist ein Ordner</translation>
    </message>
    <message>
        <source>That is a device or a pipe, not a file</source>
        <translation>Das ist ein Gerät oder eine Pipe, keine Datei</translation>
    </message>
    <message>
        <source>Saving was cancelled. The file was not changed.</source>
        <translation>Das Speichern wurde abgebrochen. Die Datei wurde nicht geändert.</translation>
    </message>
    <message>
        <source>Cannot save the log to &quot;%1&quot;. %2. Choose another place or free some space, then save again.</source>
        <translation>Das Protokoll kann nicht in „%1“ gespeichert werden. %2. Wählen Sie einen anderen Ort, oder schaffen Sie Platz, und speichern Sie dann noch einmal.</translation>
    </message>
</context>
</TS>
