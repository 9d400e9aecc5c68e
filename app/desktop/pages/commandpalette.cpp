#include "app/desktop/pages/commandpalette.h"

#include "app/desktop/fuzzymatch.h"
#include "widgets/elements/card.h"
#include "widgets/theme/label.h"
#include "widgets/theme/stylepaint.h"
#include "widgets/theme/theme.h"

#include <QAccessible>
#include <QKeyEvent>
#include <QListView>
#include <QStyledItemDelegate>

namespace slipway::desktop {

using namespace theme;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kIconRole = Qt::UserRole;
constexpr int kDetailRole = Qt::UserRole + 1;

/// Icon and what happens on the left, where it belongs on the right.
class EntryDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override
    {
        return {space(20), controlHeight() + space(0.4)};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const bool isChosen = option.state & QStyle::State_Selected;
        if (isChosen)
            paint::roundedRect(*painter, option.rect.adjusted(1, 1, -1, -1), cornerRadius(),
                               color(Role::AccentSoft));
        const int side = theme::iconSize();
        const QRect inner = option.rect.adjusted(space(1), 0, -space(1), 0);
        paintIcon(*painter, QRectF(inner.left(), inner.center().y() - side / 2.0, side, side),
                  static_cast<Icon>(index.data(kIconRole).toInt()),
                  color(isChosen ? Role::Accent : Role::Muted));
        painter->setFont(theme::font(TextStyle::Small));
        const QString detail = painter->fontMetrics().elidedText(index.data(kDetailRole).toString(),
                                                                 Qt::ElideRight, inner.width() / 3);
        const int wide = painter->fontMetrics().horizontalAdvance(detail);
        painter->setPen(color(Role::Muted));
        painter->drawText(inner, Qt::AlignVCenter | Qt::AlignRight, detail);
        const QRect room = inner.adjusted(side + space(1), 0, -wide - space(1), 0);
        painter->setFont(theme::font(TextStyle::Body));
        painter->setPen(color(isChosen ? Role::Accent : Role::Text));
        painter->drawText(
            room, Qt::AlignVCenter | Qt::AlignLeft,
            painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideMiddle, room.width()));
        painter->restore();
    }
};

} // namespace

PaletteModel::PaletteModel(QList<PaletteEntry> entries, QObject *parent)
    : QAbstractListModel(parent), m_entries(std::move(entries))
{
    setTyped({});
}

void PaletteModel::setTyped(const QString &typed)
{
    QList<std::pair<int, int>> found; // score, place
    for (int i = 0; i < m_entries.size(); ++i) {
        if (const int score = fuzzyScore(typed, m_entries.at(i).text))
            found.append({score, i});
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const auto &a, const auto &b) { return a.first > b.first; });
    beginResetModel();
    m_matches = int(found.size());
    m_rows.clear();
    for (const auto &[score, place] : found.mid(0, kShown))
        m_rows.append(place);
    endResetModel();
}

int PaletteModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant PaletteModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const PaletteEntry &entry = at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return entry.text;
    case Qt::AccessibleTextRole:
        return entry.detail.isEmpty()
                   ? entry.text
                   : CommandPalette::tr("%1, %2", "what happens, where").arg(entry.text, entry.detail);
    case kIconRole:
        return int(entry.icon);
    case kDetailRole:
        return entry.detail;
    default:
        return {};
    }
}

CommandPalette::CommandPalette(QList<PaletteEntry> entries, QWidget *parent)
    : QDialog(parent), m_model(new PaletteModel(std::move(entries), this)), m_field(new QLineEdit),
      m_view(new QListView), m_count(new Label({}, TextStyle::Small, Role::Muted))
{
    setObjectName(u"commandPalette"_s);
    setWindowTitle(tr("Command palette"));
    m_field->setObjectName(u"paletteField"_s);
    m_field->setPlaceholderText(tr("What do you want to do?"));
    m_field->setAccessibleName(windowTitle());
    m_field->addAction(theme::icon(Icon::Search, Role::Muted), QLineEdit::LeadingPosition);
    m_field->installEventFilter(this);
    m_view->setObjectName(u"paletteList"_s);
    m_view->setAccessibleName(tr("What fits"));
    m_view->setModel(m_model);
    m_view->setItemDelegate(new EntryDelegate(m_view));
    m_view->setUniformItemSizes(true);
    m_view->setFocusPolicy(Qt::NoFocus);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_count->setObjectName(u"paletteCount"_s);
    auto *card = new elements::Card; // an edge where the desktop draws none
    auto *around = new QVBoxLayout(this);
    around->setContentsMargins(0, 0, 0, 0);
    around->addWidget(card);
    auto *layout = new QVBoxLayout(card);
    layout->setContentsMargins(margins(1.2));
    layout->setSpacing(space(0.8));
    layout->addWidget(m_field);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_count);
    resize(qMin(space(72), parent->width() - space(4)), qMin(space(48), parent->height() - space(4)));
    connect(m_field, &QLineEdit::textChanged, this, &CommandPalette::filter);
    connect(m_field, &QLineEdit::returnPressed, this, &CommandPalette::runCurrent);
    connect(m_view, &QListView::clicked, this, &CommandPalette::runCurrent);
    filter();
    m_field->setFocus();
}

void CommandPalette::filter()
{
    m_model->setTyped(m_field->text());
    if (m_model->rowCount() > 0)
        m_view->setCurrentIndex(m_model->index(0, 0));
    const int count = m_model->matches();
    m_count->setText(count == 0 ? tr("Nothing fits. Type fewer letters.") : tr("%n entries", nullptr, count));
    announce();
}

void CommandPalette::announce()
{
    // The focus stays in the field, so what is chosen has to be told: as its description.
    const QModelIndex current = m_view->currentIndex();
    const QString chosen = current.isValid() ? current.data(Qt::AccessibleTextRole).toString() : QString();
    m_field->setAccessibleDescription(
        chosen.isEmpty() ? m_count->text()
                         : tr("%1. %2", "count of entries, chosen one").arg(m_count->text(), chosen));
    QAccessibleEvent changed(m_field, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&changed);
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress || watched != m_field)
        return QDialog::eventFilter(watched, event);
    const int rows = m_model->rowCount();
    const int row = m_view->currentIndex().row();
    int to = row;
    switch (static_cast<QKeyEvent *>(event)->key()) {
    case Qt::Key_Down:
        to = row + 1 < rows ? row + 1 : 0;
        break;
    case Qt::Key_Up:
        to = row > 0 ? row - 1 : rows - 1;
        break;
    case Qt::Key_PageDown:
        to = qMin(rows - 1, row + 8);
        break;
    case Qt::Key_PageUp:
        to = qMax(0, row - 8);
        break;
    default:
        return false;
    }
    if (rows > 0) {
        m_view->setCurrentIndex(m_model->index(to, 0));
        announce();
    }
    return true;
}

void CommandPalette::runCurrent()
{
    const QModelIndex current = m_view->currentIndex();
    if (!current.isValid())
        return;
    // After this turn of the event loop: what runs may ask something in a dialog with a loop of its own, and
    // that could delete us inside of a signal of our field.
    QMetaObject::invokeMethod(parentWidget(), m_model->at(current.row()).run, Qt::QueuedConnection);
    accept(); // first: what is done may open a dialog of its own, or take away the window's pages
}

} // namespace slipway::desktop
