#include "tests/bench/bench.h"
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <cstdio>

using namespace Qt::Literals::StringLiterals;

namespace slipway::bench {

Report::Report(const char *title, int argc, char **argv) : m_title(QString::fromUtf8(title))
{
    for (int i = 1; i < argc; ++i) {
        const QByteArrayView argument(argv[i]);
        if (argument == "--smoke")
            m_smoke = true;
        else if (argument == "--json" && i + 1 < argc)
            m_jsonFile = QString::fromLocal8Bit(argv[++i]);
    }
    std::printf("%s%s\n", title, m_smoke ? " (smoke run, sizes too small to judge)" : "");
}

void Report::add(const char *name, double value, const char *unit, std::optional<Aim> aim, const char *note)
{
    QJsonObject figure{{u"name"_s, QString::fromUtf8(name)},
                       {u"value"_s, value},
                       {u"unit"_s, QString::fromUtf8(unit)},
                       {u"note"_s, QString::fromUtf8(note)}};
    QByteArray verdict;
    if (aim) {
        const bool least = aim->sense == Aim::Sense::AtLeast;
        const bool reached = least ? value >= aim->value : value <= aim->value;
        figure.insert(least ? u"atLeast"_s : u"atMost"_s, aim->value);
        figure.insert(u"reached"_s, reached);
        m_missed = m_missed || !reached;
        verdict = (least ? ">= " : "<= ") + QByteArray::number(aim->value, 'g', 6) +
                  (reached ? "  ok" : "  MISSED");
    }
    std::printf("  %-44s %12.3f %-12s %-20s %s\n", name, value, unit, verdict.constData(), note);
    std::fflush(stdout);
    m_figures.append(figure);
}

int Report::finish()
{
    if (!m_jsonFile.isEmpty()) {
        const QJsonObject json{{u"title"_s, m_title}, {u"smoke"_s, m_smoke}, {u"figures"_s, m_figures}};
        QFile file(m_jsonFile);
        if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate) ||
            file.write(QJsonDocument(json).toJson(QJsonDocument::Compact)) < 0) {
            std::fprintf(stderr, "Cannot write %s. %s.\n", qUtf8Printable(m_jsonFile),
                         qUtf8Printable(file.errorString()));
            return 1;
        }
    }
    return m_missed && !m_smoke ? 1 : 0;
}

} // namespace slipway::bench
