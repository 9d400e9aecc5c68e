#pragma once
#include "app/domain/template.h"

#include <QRandomGenerator>
#include <algorithm>

namespace slipway::tests {

using namespace Qt::Literals::StringLiterals;

/// A valid template out of `seed`, with the characters that trip a shell, a line reader or a text decoder.
class Maker
{
public:
    explicit Maker(quint32 seed) : m_random(seed) {}

    Template make(const QString &name)
    {
        Template t;
        t.name = name;
        t.title = u'T' + text();
        t.description = text();
        t.tags = some({u"web"_s, u"db"_s, u"a.b"_s});
        t.os = pick({u"debian-12-standard"_s, u"debian"_s, QString(), u"ubuntu-24.04-standard"_s});
        t.source = pick({u"busybox"_s, u"debootstrap:bookworm"_s, u"rootfs:/a b/$x\"`.tar"_s, QString()});
        t.unprivileged = flag();
        t.nesting = flag();
        t.keyctl = flag();
        t.fuse = flag();
        t.cores = 1 + number(8);
        t.memoryMb = 16 + number(5000);
        t.diskGb = 1 + number(50);
        for (int i = 0; i < number(5); ++i)
            t.scripts.append({u"%1-s%2.sh"_s.arg(i * 10, 2, 10, QChar(u'0')).arg(number(99)),
                              "echo " + bytes(), number(2) ? 3600 : 1 + number(9999), number(2) != 0});
        const QStringList names = {u".hidden"_s, u"a b.conf"_s, u"caf\u00e9"_s, u"z.path"_s};
        for (const QString &file : some(names))
            t.files.append({pick({u"/"_s, u"/etc/x y/"_s, u"/\u00e4/"_s}) + file, bytes(),
                            static_cast<FileSpec::Policy>(number(3))});
        std::sort(t.files.begin(), t.files.end(), [](const FileSpec &a, const FileSpec &b) {
            return a.path.section(u'/', -1) < b.path.section(u'/', -1);
        });
        for (const QString &list : some({u"a"_s, u"b.c"_s})) {
            for (const PackageKind installer : kPackageKinds) {
                if (number(2))
                    t.packageLists.append({list, installer, some({u"nginx"_s, u"curl"_s, u"x0"_s})});
            }
        }
        t.buckets = some({u"base"_s, u"dev-1"_s});
        return t;
    }

private:
    int number(int below) { return static_cast<int>(m_random.bounded(below)); }
    std::optional<bool> flag()
    {
        const int n = number(3);
        return n == 2 ? std::nullopt : std::optional(n == 1);
    }
    QString pick(const QStringList &all) { return all.at(number(static_cast<int>(all.size()))); }
    QStringList some(const QStringList &all)
    {
        QStringList out;
        for (const QString &one : all) {
            if (number(2))
                out.append(one);
        }
        return out;
    }
    QString text()
    {
        static const QString letters = u"aB3 \"'\\$`#;&|{}()<>=!*?~\u00e9\u20ac"_s;
        QString out;
        for (int i = number(20); i > 0; --i)
            out += letters.at(number(static_cast<int>(letters.size())));
        return number(8) ? out : out + u"\U0001F433"_s;
    }
    QByteArray bytes()
    {
        QByteArray out = number(4) ? text().toUtf8() : QByteArray("\xEF\xBB\xBF\xff\x80");
        return out + "\r\n\n";
    }
    QRandomGenerator m_random;
};

} // namespace slipway::tests
